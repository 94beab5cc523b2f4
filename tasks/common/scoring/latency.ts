/** How long answers took, in milliseconds. */
export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** The share of the answers, in percent, that must be in time. */
export const PERCENTILES = ['50', '95', '99'] as const
export type Percentile = (typeof PERCENTILES)[number]

/** By the nearest rank: each is a time that was measured. With fewer than 20 times, p95 is the longest. */
export function latencyOf(milliseconds: readonly number[]): Latency {
  const sorted = [...milliseconds].sort((a, b) => a - b)
  const at = (percent: number): number => sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? Number.NaN
  return { p50: at(50), p95: at(95), p99: at(99) }
}

/** `p50 12 ms, p95 31 ms, p99 40 ms`. */
export const readableLatency = ({ p50, p95, p99 }: Latency): string =>
  [`p50 ${inMilliseconds(p50)}`, `p95 ${inMilliseconds(p95)}`, `p99 ${inMilliseconds(p99)}`].join(', ')

/** `-` where no answer came that could be timed. */
export function inMilliseconds(value: number): string {
  if (Number.isNaN(value)) return '-'
  const digits = value < 1 ? 2 : value < 10 ? 1 : 0
  return `${value.toFixed(digits)} ms`
}
