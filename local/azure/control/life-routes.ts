import type { FastifyInstance } from 'fastify'
import type { World } from '../core/world.ts'

export interface Life {
  /** What the services registered with `world.onReset`. */
  onReset: (() => Promise<void> | void)[]
  stop: () => void
}

const clockSchema = {
  type: 'object',
  required: ['milliseconds'],
  properties: { milliseconds: { type: 'integer', minimum: 0 } },
}
const dataSchema = { type: 'object', additionalProperties: { type: 'string' } }

/** The clock, the directories that stand in for remote data, starting anew, ending. */
export function lifeRoutes(world: World, app: FastifyInstance, { onReset, stop }: Life): void {
  app.post<{ Body: { milliseconds: number } }>('/clock', { schema: { body: clockSchema } }, ({ body }) => {
    world.clock.advance(body.milliseconds)
    return { now: world.clock.now().toISOString() }
  })
  app.put<{ Body: Record<string, string> }>('/data', { schema: { body: dataSchema } }, ({ body }) => {
    world.config.data = body
    return body
  })
  app.post('/reset', async () => {
    world.store.clear()
    world.faults.clear()
    world.pace.clear()
    for (const reset of onReset) await reset()
    return {}
  })
  app.post('/stop', (_request, reply) => {
    reply.raw.on('finish', () => setImmediate(stop))
    return {}
  })
}
