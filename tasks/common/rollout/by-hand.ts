import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import { DEPLOYMENT, isTrafficStep, type Progress } from './step-names.ts'

/** Commands of the official client that put back what a roll-out changed, one a line. */
export function commandsToGoBack(workspace: Workspace, { plan, begun }: Progress): string[] {
  const { endpoint, deployment, onFailure, endpointAction } = plan
  const where = `--resource-group ${workspace.resourceGroup} --workspace-name ${workspace.name} --subscription ${workspace.subscriptionId}`
  const deletes = onFailure === 'deleteDeployment'
  if (endpointAction !== 'reuse' && deletes)
    return [`az ml online-endpoint delete --name ${endpoint} --yes ${where}`]
  return [
    ...(begun.some(isTrafficStep)
      ? [`az ml online-endpoint update --name ${endpoint} --traffic "${sharesOf(plan)}" ${where}`]
      : []),
    ...(deletes && begun.includes(DEPLOYMENT)
      ? [`az ml online-deployment delete --name ${deployment} --endpoint-name ${endpoint} --yes ${where}`]
      : []),
  ]
}

const sharesOf = ({ before, deployment }: RolloutPlan): string =>
  Object.entries({ ...before, [deployment]: 0 })
    .map(([name, share]) => `${name}=${share}`)
    .join(' ')
