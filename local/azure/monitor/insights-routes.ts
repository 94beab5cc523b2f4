import { createHash } from 'node:crypto'
import { audiences } from '../core/audiences.ts'
import { RESOURCE_GROUP, armRoute } from '../core/arm-routes.ts'
import { resourceNotFound } from '../core/arm-errors.ts'
import { AzureError, notEmulated } from '../core/errors.ts'
import type { Servers, World } from '../core/world.ts'
import { workspaces } from '../resource-manager/workspaces.ts'
import type { MonitorFixture } from './fixtures.ts'

const NAME = 'appi-mlops'
const type = 'Microsoft.Insights/components'

/** The Application Insights of the workspace and its query service. Kusto's language is not spoken here: a fixture answers. */
export function registerInsights(world: World, servers: Servers, fixture: MonitorFixture): void {
  armRoute(world, servers, {
    method: 'GET',
    path: `${RESOURCE_GROUP}/providers/${type}/:name`,
    action: `${type}/read`,
    handle: ({ id, params }) => {
      if (params['name'] !== NAME)
        throw resourceNotFound(`${type}/${params['name']}`, world.settings.resourceGroup)
      return component(world, id)
    },
  })
  servers.dataPlane.post<{ Params: { app: string }; Body: { query?: string } | undefined }>(
    '/v1/apps/:app/query',
    { config: { anonymous: true } }, // the guard of this server takes tokens of other audiences
    async ({ headers, params, body }) => {
      await world.tokens.verify(headers.authorization, audiences.monitor)
      if (params.app !== appId(world))
        throw insightsError(404, 'PathNotFoundError', 'The requested path does not exist')
      if (!body?.query)
        throw insightsError(400, 'BadArgumentError', 'The request had some invalid properties')
      if (!fixture.table)
        throw notEmulated(
          'queries to Application Insights without a fixture (control API: PUT /monitor/query)',
        )
      return { tables: [{ name: 'PrimaryResult', ...fixture.table }] }
    },
  )
}

function component(world: World, id: string): object {
  const workspace = workspaces(world.store).get(world.workspaceArmId)
  return {
    id,
    name: NAME,
    type,
    kind: 'web',
    location: world.settings.location,
    tags: {},
    properties: {
      AppId: appId(world),
      ApplicationId: NAME,
      Application_Type: 'web',
      InstrumentationKey: workspace?.applicationInsightsKey,
      provisioningState: 'Succeeded',
    },
  }
}

/** A GUID that stays the same. */
const appId = ({ settings }: World): string =>
  createHash('sha256')
    .update(`appi ${settings.workspaceId}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

const insightsError = (status: number, code: string, message: string): AzureError =>
  new AzureError(status, { error: { message, code } })
