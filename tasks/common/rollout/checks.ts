import { TaskError } from '../errors.ts'
import { findDeployment } from '../machinelearning/deployment/deployment-resource.ts'
import { readableTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import type { EndpointResource } from '../machinelearning/endpoint/endpoint.ts'
import { KEY_PROPERTY } from '../machinelearning/job/job-identity.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { isOwnTraffic } from './own-traffic.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { Progress } from './step-names.ts'

/** Traffic goes to what was tested here, and to nothing that somebody put in its place meanwhile. */
export async function checkIsOurs(
  workspace: Workspace,
  { endpoint, deployment, key }: RolloutPlan,
): Promise<void> {
  const found = await findDeployment(workspace, endpoint, deployment)
  if (found?.properties.properties?.[KEY_PROPERTY] === key) return
  throw new TaskError(`Deployment ${deployment} of endpoint ${endpoint} is not the one that this run made.`, {
    cause: 'Another run, or a person, replaced or deleted it during the roll-out.',
    remedy: 'Run this stage again. An exclusive lock check on the environment keeps pipelines apart.',
  })
}

/** The next share is given only where the traffic is what this roll-out made of it. */
export function checkOwnTraffic(progress: Progress, endpoint: EndpointResource): void {
  if (isOwnTraffic(progress, endpoint)) return
  const now = readableTraffic(endpoint.properties.traffic ?? {})
  throw new TaskError(
    `The traffic of endpoint ${progress.plan.endpoint} is ${now}, which this roll-out did not choose.`,
    {
      cause: 'A person, or another tool, changed it during the roll-out.',
      remedy: 'Run this stage again when nobody else changes the endpoint.',
    },
  )
}
