import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { isCommitted, type RolloutMemory } from './memory.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import { DEPLOYMENT, isTrafficStep, type Progress } from './step-names.ts'

type Place = Pick<Workspace, 'resourceGroup' | 'name' | 'subscriptionId'>

/** Commands of the official client that bring to its end what a lost roll-out left, one a line. */
export const commandsToSettle = (place: Place, memory: RolloutMemory): string[] =>
  isCommitted(memory) ? commandsToGoOn(place, memory.plan) : commandsToGoBack(place, memory)

const commandsToGoOn = (place: Place, { endpoint, before, removesPrevious }: RolloutPlan): string[] =>
  removesPrevious ? Object.keys(before).map(name => deletion(endpoint, name, place)) : []

/** Commands of the official client that put back what a roll-out changed, one a line. */
export function commandsToGoBack(place: Place, { plan, begun }: Progress): string[] {
  const { endpoint, deployment, onFailure, endpointAction } = plan
  const deletes = onFailure === 'deleteDeployment'
  if (endpointAction !== 'reuse' && deletes)
    return [`az ml online-endpoint delete --name ${endpoint} --yes ${where(place)}`]
  return [
    ...(begun.some(isTrafficStep)
      ? [`az ml online-endpoint update --name ${endpoint} --traffic "${sharesOf(plan)}" ${where(place)}`]
      : []),
    ...(deletes && begun.includes(DEPLOYMENT) ? [deletion(endpoint, deployment, place)] : []),
  ]
}

const deletion = (endpoint: string, deployment: string, place: Place): string =>
  `az ml online-deployment delete --name ${deployment} --endpoint-name ${endpoint} --yes ${where(place)}`

const where = ({ resourceGroup, name, subscriptionId }: Place): string =>
  `--resource-group ${quoted(resourceGroup)} --workspace-name ${name} --subscription ${subscriptionId}`

/** Parentheses, which the name of a resource group may have, mean something to every shell. */
const quoted = (name: string): string => (/[^-\w.]/.test(name) ? `"${name}"` : name)

const sharesOf = ({ before, deployment }: RolloutPlan): string =>
  Object.entries({ ...before, [deployment]: 0 })
    .map(([name, share]) => `${name}=${share}`)
    .join(' ')
