import type { FastifyInstance } from 'fastify'
import type { NewFault } from '../core/faults.ts'
import { serverNames } from '../core/settings.ts'
import type { World } from '../core/world.ts'

const effects = [
  'status',
  'reset',
  'delay',
  'truncate',
  'expiredToken',
  'quota',
  'failedOperation',
  'errorCode',
]

const schema = {
  type: 'object',
  required: ['effect'],
  additionalProperties: false,
  properties: {
    server: { enum: serverNames },
    method: { type: 'string' },
    path: { type: 'string', format: 'regex' },
    nth: { type: 'integer', minimum: 1 },
    times: { type: 'integer', minimum: 1 },
    effect: { type: 'object', required: ['kind'], properties: { kind: { enum: effects } } },
  },
}

/** `POST /faults` adds a rule (core/faults.ts) and answers it with its id. */
export function faultRoutes({ faults }: World, app: FastifyInstance): void {
  app.get('/faults', () => faults.list())
  app.post<{ Body: NewFault }>('/faults', { schema: { body: schema } }, ({ body }) => faults.add(body))
  app.delete('/faults', () => {
    faults.clear()
    return {}
  })
  app.delete<{ Params: { id: string } }>('/faults/:id', ({ params }) => ({
    removed: faults.remove(params.id),
  }))
}
