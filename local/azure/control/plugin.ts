import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { armError } from '../core/errors.ts'
import type { AzurePlugin } from '../core/world.ts'
import { faultRoutes } from './fault-routes.ts'
import { identityRoutes } from './identity-routes.ts'
import { type Life, lifeRoutes } from './life-routes.ts'
import { paceRoutes } from './pace-routes.ts'
import { trafficRoutes } from './traffic-routes.ts'

/** The administration API of local Azure: what no Azure has, and tests and the local agent need. */
export function control(life: Life): AzurePlugin {
  return {
    name: 'control',
    register(world, { control: app }) {
      requireToken(app, world.settings.controlToken)
      app.get('/health', { config: { anonymous: true } }, () => ({ status: 'ok', pid: process.pid }))
      paceRoutes(world, app)
      faultRoutes(world, app)
      identityRoutes(world, app)
      trafficRoutes(world, app)
      lifeRoutes(world, app, life)
    },
  }
}

function requireToken(app: FastifyInstance, token: string): void {
  const expected = Buffer.from(`Bearer ${token}`)
  app.addHook('onRequest', async request => {
    if (request.routeOptions.config.anonymous) return
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw armError(
        401,
        'Unauthorized',
        'The control API needs the token of the description (control.token).',
      )
  })
}
