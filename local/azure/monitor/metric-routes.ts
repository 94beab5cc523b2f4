import { type ArmCall, armRoute } from '../core/arm-routes.ts'
import { armError } from '../core/errors.ts'
import type { Servers, World } from '../core/world.ts'
import { ENDPOINTS, knownEndpoint } from '../machinelearning/endpoint/endpoint-routes.ts'
import type { MonitorFixture } from './fixtures.ts'

/** The platform metrics of an online endpoint by their names in the REST API. */
const METRICS = [
  'ConnectionsActive',
  'DataCollectionErrorsPerMinute',
  'DataCollectionEventsPerMinute',
  'NetworkBytes',
  'NewConnectionsPerSecond',
  'RequestLatency',
  'RequestLatency_P50',
  'RequestLatency_P90',
  'RequestLatency_P95',
  'RequestLatency_P99',
  'RequestsPerMinute',
]
const MINUTE = 60_000

/** Metrics of online endpoints by the minute. */
export function registerMetricReads(world: World, servers: Servers, fixture: MonitorFixture): void {
  armRoute(world, servers, {
    method: 'GET',
    path: `${ENDPOINTS}/:name/providers/Microsoft.Insights/metrics`,
    action: 'Microsoft.Insights/metrics/read',
    handle: call => readMetric(world, call, fixture),
  })
}

function readMetric(world: World, call: ArmCall, fixture: MonitorFixture): object {
  const { metricnames = '', timespan = '', interval = 'PT1M' } = call.query
  knownEndpoint(world, call.id.replace(/\/providers\/Microsoft\.Insights\/metrics$/i, ''))
  if (!METRICS.includes(metricnames)) throw unknownMetric(metricnames)
  const [start, end] = timespan.split('/').map(text => Date.parse(text))
  if (start === undefined || end === undefined || !(start < end)) throw badTimespan(timespan)
  const data = minutesOf(start, end, fixture.metrics[metricnames] ?? [])
  return {
    cost: 0,
    timespan,
    interval,
    namespace: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
    resourceregion: world.settings.location,
    value: [
      {
        id: `${call.id}/${metricnames}`,
        type: 'Microsoft.Insights/metrics',
        name: { value: metricnames, localizedValue: metricnames },
        unit: metricnames.startsWith('RequestLatency') ? 'MilliSeconds' : 'Count',
        timeseries: [{ metadatavalues: [], data }],
        errorCode: 'Success',
      },
    ],
  }
}

/** Each minute has an entry; one without a value has its time alone. */
function minutesOf(start: number, end: number, averages: readonly (number | null)[]): object[] {
  const count = Math.ceil((end - start) / MINUTE)
  const shown = averages.slice(-count)
  return Array.from({ length: count }, (_, minute) => {
    const average = shown[minute - (count - shown.length)] ?? null
    const timeStamp = new Date(start + minute * MINUTE).toISOString()
    return average === null ? { timeStamp } : { timeStamp, average }
  })
}

const unknownMetric = (name: string) =>
  armError(
    400,
    'BadRequest',
    `Failed to find metric configuration for provider: Microsoft.MachineLearningServices, resource Type: workspaces/onlineEndpoints, metric: ${name}, Valid metrics: ${METRICS.join(',')}`,
  )

const badTimespan = (timespan: string) =>
  armError(400, 'BadRequest', `Invalid timespan: ${timespan}. The start must be before the end.`)
