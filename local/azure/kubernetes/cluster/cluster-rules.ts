import { armError } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import { vmSizes } from '../../resource-manager/vm-size-table.ts'
import { flatError, invalidParameter } from '../flat-error.ts'
import type { ClusterDocument } from './cluster-document.ts'

const namePattern = /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/

export function checkClusterName(name: string): void {
  if (namePattern.test(name)) return
  throw invalidParameter(
    `The name '${name}' of the managed cluster is invalid. It must have 1 to 63 letters, digits, underscores and hyphens, and begin and end with a letter or digit.`,
  )
}

/** Resource Manager itself refuses regions that a resource type does not have. */
export function checkClusterLocation({ settings }: World, location: unknown): void {
  if (String(location).toLowerCase().replaceAll(' ', '') === settings.location) return
  throw armError(
    400,
    'LocationNotAvailableForResourceType',
    `The provided location '${String(location)}' is not available for resource type 'Microsoft.ContainerService/managedClusters'. List of available regions for the resource type is '${settings.location}'.`,
  )
}

/** Sizes that exist, a system pool, and names that occur once. */
export function checkPools({ agentPools, location }: ClusterDocument): void {
  for (const { vmSize } of agentPools) {
    if (vmSizes.some(({ name }) => name.toLowerCase() === vmSize.toLowerCase())) continue
    throw flatError(
      400,
      'BadRequest',
      `The VM size of ${vmSize} is not allowed in your subscription in location '${location}'. The available VM sizes are '${vmSizes.map(({ name }) => name.toLowerCase()).join(',')}'.`,
    )
  }
  if (!agentPools.some(({ mode, count }) => mode === 'System' && count > 0))
    throw invalidParameter('There has to be at least one agent pool of mode System with one node.')
  if (new Set(agentPools.map(({ name }) => name)).size < agentPools.length)
    throw invalidParameter('The names of agent pools have to differ.')
}
