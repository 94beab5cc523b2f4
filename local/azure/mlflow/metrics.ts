import { newGuid } from '../core/ids.ts'
import type { World } from '../core/world.ts'

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

const batches = (world: World) => world.store.collection<MetricBatch>('metrics')

export function addPoints(world: World, runId: string, points: MetricPoint[]): void {
  if (points.length > 0) batches(world).put(`${runId}/${newGuid()}`, { points })
}

export const allPoints = (world: World, runId: string): MetricPoint[] =>
  batches(world)
    .listUnder(runId)
    .flatMap(({ points }) => points)

export const history = (world: World, runId: string, key: string): MetricPoint[] =>
  allPoints(world, runId).filter(point => point.key === key)

/** The last value of each metric: of the greatest step, then the latest. */
export function latestPoints(world: World, runId: string): MetricPoint[] {
  const latest = new Map<string, MetricPoint>()
  for (const point of allPoints(world, runId)) {
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
