import type { FastifyInstance } from 'fastify'
import type { PaceSetting } from '../core/pace.ts'
import type { World } from '../core/world.ts'

const whole = { type: 'integer', minimum: 1 }
const only = (kind: string, more: object = {}) => ({
  type: 'object',
  properties: { kind: { const: kind }, ...more },
  required: ['kind', ...Object.keys(more)],
  additionalProperties: false,
})

const schema = {
  oneOf: [only('immediate'), only('reads', { count: whole }), only('time', { milliseconds: whole })],
}

/** `PUT /pace/{kind}`, where kind is `compute`, `job`, ... or `*` for all that have none; `DELETE /pace`. */
export function paceRoutes({ pace }: World, app: FastifyInstance): void {
  app.put<{ Params: { kind: string }; Body: PaceSetting }>(
    '/pace/:kind',
    { schema: { body: schema } },
    ({ params, body }) => {
      pace.set(params.kind, body)
      return { [params.kind]: pace.get(params.kind) }
    },
  )
  app.delete('/pace', () => {
    pace.clear()
    return {}
  })
}
