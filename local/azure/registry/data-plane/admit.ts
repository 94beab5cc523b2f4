import type { FastifyRequest } from 'fastify'
import type { World } from '../../core/world.ts'
import { unauthorized } from './errors.ts'
import type { RegistryTokens } from './registry-tokens.ts'
import type { Access } from './scopes.ts'

export interface Need {
  type: Access['type']
  name: string
  /** Any of these is enough; the first one is what the challenge asks for. */
  actions: string[]
}

/** Lets a request in whose access token allows what it needs. */
export type Admit = (request: FastifyRequest, need?: Need) => Promise<void>

/** @returns a check that throws 401 with a challenge as ACR words it */
export const createAdmit =
  (world: World, tokens: RegistryTokens): Admit =>
  async ({ headers }, need) => {
    const scope = need && { type: need.type, name: need.name, action: need.actions[0] ?? 'pull' }
    const [, token] = /^bearer (.+)$/i.exec(headers.authorization ?? '') ?? []
    if (token === undefined) throw unauthorized(world, { ...(scope && { scope }) })
    const access = await tokens.readAccessToken(token)
    if (!access) throw unauthorized(world, { ...(scope && { scope }), error: 'invalid_token' })
    if (need && !allows(access, need))
      throw unauthorized(world, { ...(scope && { scope }), error: 'insufficient_scope' })
  }

const allows = (access: Access[], { type, name, actions }: Need): boolean =>
  access.some(
    one =>
      one.type === type &&
      one.name === name &&
      one.actions.some(action => action === '*' || actions.includes(action)),
  )
