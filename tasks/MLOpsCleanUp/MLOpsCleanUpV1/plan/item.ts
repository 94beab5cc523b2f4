/** What can be cleaned up, in the order of deletion: whoever refers comes before what is referred to. */
export const KINDS = [
  'deployment',
  'endpoint',
  'model',
  'component',
  'environment',
  'code',
  'image',
  'compute',
] as const
export type Kind = (typeof KINDS)[number]

/** One thing that exists, and what is known of it. */
export interface Item {
  readonly kind: Kind
  /** Unique among all items; for Azure resources the ARM id in lower case. */
  readonly id: string
  /** The ARM id as Azure wrote it; of an image `repository@digest`. */
  readonly resource: string
  /** What a person calls it, as `chd:12`. */
  readonly name: string
  /** `keep` counts within a group: the versions of one model, the images of one repository; what has no versions has none. */
  readonly group?: string
  /** Milliseconds since 1970: of its making, for a compute of its last use. */
  readonly since: number
  readonly tags: Readonly<Record<string, string>>
  /** Ids of what it needs to go on working. */
  readonly needs: readonly string[]
  /** Why it must stay whatever its age, as `serves 90 % of endpoint chd`. */
  readonly inUse?: string
  /** Of an image: the tags that go with it. */
  readonly imageTags?: readonly string[]
  /** A compute that is detached, not deleted. */
  readonly attached?: boolean
  /** For a model: the job that made it. */
  readonly madeBy?: string
}

/** What is no candidate itself, but needs items: a running job, a schedule, a batch deployment. */
export interface User {
  readonly name: string
  readonly needs: readonly string[]
}

export interface Policy {
  readonly kinds: ReadonlySet<Kind>
  /** Only what is that was made before this, milliseconds since 1970. */
  readonly before: number
  /** So many of each group stay, the newest. */
  readonly keep: number
  /** Only what has all of these tags; a blank value stands for any. */
  readonly tags: Readonly<Record<string, string>>
}

export interface Verdict {
  readonly item: Item
  readonly goes: boolean
  readonly why: string
}
