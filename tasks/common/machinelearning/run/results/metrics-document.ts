import type { TrackedRun } from './read-metrics.ts'

/**
 * All that was logged, as one JSON document: `runs` of `runId`, `step`, `kind`, `status`, `isBest`, `metrics` (last
 * values), `history` (points of `value`, `step`, `timestamp`), `parameters` and `tags`. What JSON has no number for is
 * the text that MLflow uses: "NaN", "Infinity", "-Infinity".
 */
export const metricsDocument = (runs: readonly TrackedRun[]): object => ({
  runs: runs.map(({ metrics, history, ...rest }) => ({
    ...rest,
    metrics: mapped(metrics, jsonNumber),
    history: mapped(history, points => points.map(point => ({ ...point, value: jsonNumber(point.value) }))),
  })),
})

/** A number that survives JSON; NaN and the infinities as MLflow writes them. */
export const jsonNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value))

const mapped = <T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
