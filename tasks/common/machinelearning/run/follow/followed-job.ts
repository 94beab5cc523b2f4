import type { PartKind } from './part.ts'

/** What following needs of a job, as Azure Resource Manager tells it. */
export interface FollowedJob {
  readonly name: string
  readonly properties: {
    readonly jobType: string
    /** Of a pipeline: its nodes by name. */
    readonly jobs?: Readonly<Record<string, unknown>> | null
    /** Of a sweep. */
    readonly limits?: { readonly maxTotalTrials?: number | null } | null
  }
}

/** What the runs below a job are; undefined for a job that is one run. */
export function partsOf({ properties }: FollowedJob): PartKind | undefined {
  const type = properties.jobType.toLowerCase()
  if (type === 'pipeline') return 'step'
  return type === 'sweep' || type === 'automl' ? 'trial' : undefined
}

/** How many parts the definition promises; a sweep may end with fewer. */
export function expectedParts({ properties }: FollowedJob): number {
  return Object.keys(properties.jobs ?? {}).length || (properties.limits?.maxTotalTrials ?? 0)
}
