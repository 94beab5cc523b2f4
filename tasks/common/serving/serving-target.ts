import type { EndpointResource } from '../machinelearning/endpoint/endpoint.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { DeploymentWork } from '../rollout/steps.ts'
import type { Release } from './release.ts'

/** What a deployment runs on: all that differs between a cluster and machines that Azure manages. */
export interface ServingTarget {
  /** Throws where the endpoint of that name is of another kind or in another place. */
  check(endpoint: EndpointResource, workspace: Workspace): void
  /** Looks and decides; writes nothing. */
  plan(workspace: Workspace): Promise<PlannedTarget>
}

export interface PlannedTarget {
  /** Sentences for the plan that is printed before anything is done. */
  readonly lines: readonly string[]
  /** Makes what must be there before an endpoint can be asked for, and says what is rolled out. */
  prepare(release: Release): Promise<DeploymentWork>
}
