/** A model and its numbers. */
export interface ModelMetrics {
  /** `name:version`. */
  readonly model: string
  readonly metrics: Readonly<Record<string, number>>
  /** Why metrics are missing, as a clause, where there is more to say than that they are: `job x is gone`. */
  readonly absence?: string
}
