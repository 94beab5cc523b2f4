/** What a metric showed over a span of time. */
export type MetricReading =
  { readonly what: string; readonly value: number } | { readonly what: string; readonly unreadable: string }

/** A number that somebody else measures while a deployment is under traffic. */
export interface MetricSource {
  /** The largest value since `since` (ms since the epoch). A refusal or no data is a reading, not an error. */
  read(since: number): Promise<MetricReading>
}
