import { newGuid } from '../core/ids.ts'
import type { World } from '../core/world.ts'
import type { RunDocument } from '../run-history/run-document.ts'

/** One value of a metric. JSON has no NaN and no infinities: those are text, as MLflow sends and expects them. */
export interface MetricPoint {
  key: string
  value: number | 'NaN' | 'Infinity' | '-Infinity'
  /** Epoch milliseconds. */
  timestamp: number
  step: number
}

/** One request's points: a row of the journal each, so that a long history costs no more to write at its end. */
interface MetricBatch {
  points: MetricPoint[]
}

/**
 * Metrics belong to a run's data container, which a reused step shares with the step that really ran; this is the id
 * under which they are kept.
 */
const metricsId = ({ dataContainerId }: Pick<RunDocument, 'dataContainerId'>): string =>
  dataContainerId.replace(/^dcid\./, '')

const batches = (world: World) => world.store.collection<MetricBatch>('metrics')

export function addPoints(world: World, run: RunDocument, points: MetricPoint[]): void {
  if (points.length > 0) batches(world).put(`${metricsId(run)}/${newGuid()}`, { points })
}

export const allPoints = (world: World, run: RunDocument): MetricPoint[] =>
  batches(world)
    .listUnder(metricsId(run))
    .flatMap(({ points }) => points)

export const history = (world: World, run: RunDocument, key: string): MetricPoint[] =>
  allPoints(world, run).filter(point => point.key === key)

/** The last value of each metric: of the greatest step, then the latest. */
export function latestPoints(world: World, run: RunDocument): MetricPoint[] {
  const latest = new Map<string, MetricPoint>()
  for (const point of allPoints(world, run)) {
    const before = latest.get(point.key)
    if (
      !before ||
      point.step > before.step ||
      (point.step === before.step && point.timestamp >= before.timestamp)
    ) {
      latest.set(point.key, point)
    }
  }
  return [...latest.values()]
}

/** Reads one value of a request; steps and time stamps may come as text. */
export function readPoint(sent: Record<string, unknown>): MetricPoint {
  const { key, value, timestamp, step } = sent
  return {
    key: String(key),
    value: readValue(value),
    timestamp: Number(timestamp ?? 0),
    step: Number(step ?? 0),
  }
}

function readValue(value: unknown): MetricPoint['value'] {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value
  return Number(value)
}
