import type { FastifyRequest } from 'fastify'
import { audiences } from '../core/audiences.ts'
import { notEmulated } from '../core/errors.ts'
import type { Servers, World } from '../core/world.ts'
import { appId, insightsError } from './insights-routes.ts'
import { telemetryOf } from './telemetry-items.ts'

const TYPES = { requests: 'request', traces: 'trace' } as const

/**
 * Events of the workspace's Application Insights by the part of its API that needs no query language:
 * `GET /v1/apps/{app id}/events/{requests|traces}`, newest first, `$top` of them.
 */
export function eventRoutes(world: World, { dataPlane }: Servers): void {
  dataPlane.get(
    '/v1/apps/:app/events/:type',
    { config: { anonymous: true } }, // the guard of this server takes tokens of other audiences
    async (request: FastifyRequest) => {
      const { app, type } = request.params as { app: string; type: string }
      await world.tokens.verify(request.headers.authorization, audiences.monitor)
      if (app !== appId(world))
        throw insightsError(404, 'PathNotFoundError', 'The requested path does not exist')
      return {
        '@odata.context': `/v1/apps/${app}/events/$metadata#${type}`,
        value: newest(world, type, request),
      }
    },
  )
}

function newest(world: World, type: string, { query }: FastifyRequest): object[] {
  const { $top, ...others } = query as Record<string, string | undefined>
  const [unknown] = Object.keys(others)
  if (!(type in TYPES) || unknown !== undefined)
    throw notEmulated(`events of type ${type} of Application Insights with ${unknown ?? 'its parameters'}`)
  const found = telemetryOf(world, TYPES[type as keyof typeof TYPES]).toReversed()
  return found.slice(0, Number($top ?? 500)).map(item => ({ count: 1, ...item }))
}
