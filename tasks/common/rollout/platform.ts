/** What the kinds of online endpoints say differently: one on a cluster, one on machines that Azure manages. */
export interface Platform {
  /** The same failure with its cause and remedy where they are known, else as it was. */
  explain(error: unknown): Error
  /** Why an endpoint may tell no scoring address. */
  readonly noAddress: { readonly cause: string; readonly remedy: string }
}
