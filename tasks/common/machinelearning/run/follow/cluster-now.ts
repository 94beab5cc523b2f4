import type { RunDetails } from '../history/run-history.ts'

const TAG = '_aml_system_ComputeTargetStatus'

interface ClusterStatus {
  readonly AllocationState?: string
  readonly PreparingNodeCount?: number
  readonly RunningNodeCount?: number
  readonly CurrentNodeCount?: number
}

/** What run history says of the cluster of a run: a sentence, or undefined where it says nothing. */
export function clusterNow({ tags }: RunDetails): string | undefined {
  const status = parsed(tags?.[TAG])
  if (status?.CurrentNodeCount === undefined) return undefined
  const { CurrentNodeCount, PreparingNodeCount = 0, RunningNodeCount = 0, AllocationState } = status
  const state = AllocationState ? `, ${AllocationState}` : ''
  return `The cluster has ${CurrentNodeCount} node(s), ${PreparingNodeCount} preparing, ${RunningNodeCount} running${state}.`
}

/** The tag is text that the service writes; anything else that stands there is none of our business. */
function parsed(text: string | undefined): ClusterStatus | undefined {
  if (!text?.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as ClusterStatus
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
