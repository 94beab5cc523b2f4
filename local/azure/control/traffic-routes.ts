import type { FastifyInstance } from 'fastify'
import type { World } from '../core/world.ts'

const schema = { type: 'object', properties: { file: { type: 'string' } }, additionalProperties: false }

/** `GET /traffic`: the latest exchanges as HAR; `PUT /traffic {file}`: record to this file from now on. */
export function trafficRoutes({ traffic }: World, app: FastifyInstance): void {
  app.get('/traffic', () => ({ log: { version: '1.2', entries: traffic.entries() } }))
  app.put<{ Body: { file?: string } }>('/traffic', { schema: { body: schema } }, ({ body }) => {
    traffic.recordTo(body.file)
    return body
  })
}
