import type { FastifyInstance } from 'fastify'
import { type MonitorFixture, clear } from './fixtures.ts'

const metric = {
  type: 'object',
  required: ['averages'],
  additionalProperties: false,
  properties: { averages: { type: 'array', items: { type: ['number', 'null'] } } },
}
const table = {
  type: 'object',
  required: ['columns', 'rows'],
  additionalProperties: false,
  properties: {
    columns: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'type'],
        properties: { name: { type: 'string' }, type: { type: 'string' } },
      },
    },
    rows: { type: 'array', items: { type: 'array' } },
  },
}

/** `PUT /monitor/metrics/{name}` and `PUT /monitor/query` set what is shown; `DELETE /monitor` forgets all. */
export function monitorControl(app: FastifyInstance, fixture: MonitorFixture): void {
  app.put<{ Params: { name: string }; Body: { averages: (number | null)[] } }>(
    '/monitor/metrics/:name',
    { schema: { body: metric } },
    ({ params, body }) => {
      fixture.metrics[params.name] = body.averages
      return fixture.metrics
    },
  )
  app.put<{ Body: NonNullable<MonitorFixture['table']> }>(
    '/monitor/query',
    { schema: { body: table } },
    ({ body }) => {
      fixture.table = body
      return body
    },
  )
  app.delete('/monitor', () => {
    clear(fixture)
    return {}
  })
}
