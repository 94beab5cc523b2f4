import type { FastifyInstance } from 'fastify'
import { dataPlaneAudiences } from './audiences.ts'
import type { World } from './world.ts'

/** The data plane (run history, MLflow, metrics, artifacts) takes tokens of ARM, of Azure ML, and of a run. */
export function guardDataPlane(world: World, app: FastifyInstance): void {
  app.addHook('onRequest', async request => {
    if (request.routeOptions.config.anonymous) return
    request.caller = await world.tokens.verify(request.headers.authorization, dataPlaneAudiences)
  })
}
