import type { DataCollector } from '../../specification/deployment/data-collector.ts'
import { defined } from '../job/defined.ts'

const RATES = { minute: 'Minute', hour: 'Hour', day: 'Day' } as const

/** `ids`: the data asset of each collection, by its name. The one sampling rate is sent with each of them. */
export function dataCollectorBody(collector: DataCollector, ids: Readonly<Record<string, string>>): object {
  const { collections, rolling_rate: rate, sampling_rate: samplingRate, request_logging: logging } = collector
  const sent = Object.entries(collections).map(([name, { enabled, client_id: clientId }]) => [
    name,
    defined({
      dataCollectionMode: enabled ? 'Enabled' : 'Disabled',
      samplingRate,
      dataId: ids[name],
      clientId,
    }),
  ])
  return defined({
    collections: Object.fromEntries(sent) as object,
    rollingRate: rate && RATES[rate],
    requestLogging: logging && defined({ captureHeaders: logging.capture_headers }),
  })
}
