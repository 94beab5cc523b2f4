import { armError } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import { flatError, invalidParameter } from '../flat-error.ts'
import type { AgentPool, ClusterDocument } from './cluster-document.ts'

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

/** What a cluster and its pools keep for their life. */
export function checkUnchanged(before: ClusterDocument, after: ClusterDocument): void {
  const changed = [
    ['properties.dnsPrefix', before.dnsPrefix, after.dnsPrefix],
    ['properties.apiServerAccessProfile.enablePrivateCluster', before.privateCluster, after.privateCluster],
    ...after.agentPools.flatMap(pool => poolChanges(before, pool)),
  ].find(([, is, asked]) => is !== asked)
  if (!changed) return
  throw flatError(
    400,
    'PropertyChangeNotAllowed',
    `Provisioning of resource(s) for container service ${before.name} in resource group ${before.resourceGroup} failed. Message: Changing property '${changed[0]}' is not allowed.. Details:`,
  )
}

function poolChanges({ agentPools }: ClusterDocument, pool: AgentPool) {
  const before = agentPools.find(({ name }) => name === pool.name)
  if (!before) return []
  const zones = (of: AgentPool) => [...(of.availabilityZones ?? [])].sort().join()
  return [
    ['agentPoolProfile.vmSize', before.vmSize.toLowerCase(), pool.vmSize.toLowerCase()],
    ['agentPoolProfile.availabilityZones', zones(before), zones(pool)],
  ] as const
}

/** A cluster that is stopped can only be started or deleted. */
export function checkRunning({ name, powerState }: ClusterDocument): void {
  if (powerState === 'Running') return
  throw flatError(
    400,
    'OperationNotAllowed',
    `managed cluster is in stopped state and no operations except for start are allowed: '${name}'.`,
  )
}
