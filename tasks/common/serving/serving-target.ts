import type { EndpointResource } from '../machinelearning/endpoint/endpoint.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { Asked } from './deployment-work.ts'

/** What a deployment runs on: all that differs between a cluster and machines that Azure manages. */
export interface ServingTarget {
  readonly asked: Asked
  /** Throws where the endpoint of that name is of another kind or in another place. */
  check(endpoint: EndpointResource, workspace: Workspace): void
  /** Looks and decides; writes nothing. */
  plan(workspace: Workspace): Promise<PlannedTarget>
}

export interface PlannedTarget {
  /** Sentences for the plan that is printed before anything is done. */
  readonly lines: readonly string[]
  /** Makes what must be there before an endpoint can be asked for: the ARM id of its compute, where it has one. */
  prepare(): Promise<string | undefined>
}
