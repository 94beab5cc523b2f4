import { attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { AzureSession } from '../../azure/session.ts'
import { TaskError } from '../../errors.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'
import { refused } from './azure-monitor.ts'
import type { MetricReading, MetricSource } from './metric-source.ts'

const CLOUDS_API = '2019-05-01'
const COMPONENTS_API = '2020-02-02'

const WHAT = 'The query (bakeQuery)'

interface Answer {
  readonly tables?: readonly { readonly rows?: readonly (readonly unknown[])[] }[]
}

/**
 * A query in Kusto's language to the Application Insights of the workspace, over the time since the bake began: the
 * first cell of its first row is the value.
 */
export const insightsQuery = (workspace: Workspace, query: string): MetricSource => ({
  async read(since) {
    try {
      return await ask(workspace, query, since)
    } catch (error) {
      return refused(WHAT, error)
    }
  },
})

async function ask(workspace: Workspace, query: string, since: number): Promise<MetricReading> {
  const { session } = workspace
  const url = await addressOf(workspace)
  const timespan = `${new Date(since).toISOString()}/${new Date(session.clock.now()).toISOString()}`
  const { body } = await attempt('Asking Application Insights', () =>
    session.door.send<Answer>('Monitor', {
      method: 'POST',
      url,
      body: { query, timespan },
      repeatable: true,
    }),
  )
  const cell = body.tables?.[0]?.rows?.[0]?.[0]
  if (cell === undefined || cell === null) return { what: WHAT, unreadable: 'it gave no row' }
  const value = Number(cell)
  if (Number.isFinite(value)) return { what: WHAT, value }
  return { what: WHAT, unreadable: 'the first cell of its first row is no number' }
}

/** `{query host of the cloud}/v1/apps/{app}/query`. Azure itself names the host, and the workspace its component. */
async function addressOf({ session, id }: Workspace): Promise<string> {
  const host = await queryHost(session)
  const { body: workspace } = await attempt('Reading the workspace', () =>
    session.door.send<{ properties: { applicationInsights?: string | null } }>('ResourceManager', {
      method: 'GET',
      url: resourceUrl(session, id),
    }),
  )
  const component = workspace.properties.applicationInsights
  if (!component) throw noInsights()
  const { body } = await attempt('Reading Application Insights', () =>
    session.door.send<{ properties: { AppId?: string } }>('ResourceManager', {
      method: 'GET',
      url: resourceUrl(session, component, {}, COMPONENTS_API),
    }),
  )
  session.table.allow('Monitor', host)
  return `${host.replace(/\/$/, '')}/v1/apps/${body.properties.AppId ?? ''}/query`
}

async function queryHost({ anonymous, connection }: AzureSession): Promise<string> {
  const { origin } = new URL(connection.resourceManagerUrl)
  const clouds = await attempt('Reading the addresses of this cloud', () =>
    anonymous.json<readonly { resourceManager?: string; appInsightsResourceId?: string }[]>(
      `${origin}/metadata/endpoints?api-version=${CLOUDS_API}`,
    ),
  )
  const own = clouds.find(cloud => cloud.resourceManager && new URL(cloud.resourceManager).origin === origin)
  if (own?.appInsightsResourceId) return own.appInsightsResourceId
  throw new TaskError('This cloud names no address for queries to Application Insights.', {
    remedy: 'Name a metric of the endpoint instead (bakeMetric), or none.',
  })
}

const noInsights = (): TaskError =>
  new TaskError('The workspace has no Application Insights to ask.', {
    cause: 'bakeQuery is given, but the workspace was made without Application Insights.',
    remedy: 'Connect Application Insights to the workspace, or leave bakeQuery blank.',
  })
