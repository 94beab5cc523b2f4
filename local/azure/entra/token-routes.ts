import type { FastifyInstance } from 'fastify'
import type { World } from '../core/world.ts'

export function tokenRoutes(_world: World, _app: FastifyInstance): void {}
