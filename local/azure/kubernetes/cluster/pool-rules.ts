import type { World } from '../../core/world.ts'
import { type VmSize, vmSizes } from '../../resource-manager/vm-size-table.ts'
import { zonesFor } from '../../virtual-machines/skus.ts'
import { vcpuUsages, vcpusOf } from '../../virtual-machines/vcpu-usages.ts'
import { flatError, invalidParameter } from '../flat-error.ts'
import { type AgentPool, type ClusterDocument, clustersOf } from './cluster-document.ts'

/** Sizes and zones that can be had, bounds that make sense, a system pool, and names that occur once. */
export function checkPools({ agentPools, location }: ClusterDocument): void {
  for (const pool of agentPools) {
    const size = checkSize(pool, location)
    checkZones(pool, size, location)
    checkBounds(pool)
  }
  if (!agentPools.some(({ mode, count }) => mode === 'System' && count > 0))
    throw invalidParameter('There has to be at least one agent pool of mode System with one node.')
  if (new Set(agentPools.map(({ name }) => name)).size < agentPools.length)
    throw invalidParameter('The names of agent pools have to differ.')
}

function checkSize({ vmSize, mode }: AgentPool, location: string): VmSize {
  const size = vmSizes.find(({ name }) => name.toLowerCase() === vmSize.toLowerCase())
  if (!size || !zonesFor(size))
    throw flatError(
      400,
      'BadRequest',
      `The VM size of ${vmSize} is not allowed in your subscription in location '${location}'. The available VM sizes are '${vmSizes
        .filter(one => zonesFor(one))
        .map(({ name }) => name.toLowerCase())
        .join(',')}'.`,
    )
  if (mode === 'System' && (size.vCPUs < 2 || size.memoryGB < 4))
    throw invalidParameter(
      `The VM size ${vmSize} is too small for a system pool: 2 vCPUs and 4 GB are needed.`,
    )
  return size
}

function checkZones({ availabilityZones }: AgentPool, size: VmSize, location: string): void {
  const lacking = (availabilityZones ?? []).filter(zone => !zonesFor(size)?.includes(zone))
  if (lacking.length === 0) return
  throw flatError(
    400,
    'AvailabilityZoneNotSupported',
    `Preflight validation check for resource(s) for container service failed. Message: The zone(s) '${lacking.join(',')}' for resource 'agentpool' is not supported. The supported zones for location '${location}' are '${zonesFor(size)?.join(',')}'.`,
  )
}

function checkBounds({ name, count, enableAutoScaling, minCount, maxCount }: AgentPool): void {
  if (!enableAutoScaling) {
    if (minCount === null && maxCount === null) return
    throw invalidParameter(`Agent pool '${name}': minCount and maxCount need enableAutoScaling.`)
  }
  if (minCount === null || maxCount === null)
    throw invalidParameter(`Agent pool '${name}': enableAutoScaling needs minCount and maxCount.`)
  if (minCount > maxCount || count < minCount || count > maxCount)
    throw invalidParameter(
      `Agent pool '${name}': count ${count} is to be between minCount ${minCount} and maxCount ${maxCount}.`,
    )
}

/** @throws 400, flat, where the region has not so many vCPUs left as the cluster has more than before */
export function checkVcpus(world: World, cluster: ClusterDocument): void {
  const others = clustersOf(world)
    .list()
    .filter(({ id }) => id.toLowerCase() !== cluster.id.toLowerCase())
  for (const { name, localizedName, limit, usedByOthers } of vcpuUsages(world.store).list()) {
    const left = limit - usedByOthers - vcpusOf(others, name)
    const asked = vcpusOf([cluster], name)
    if (asked === 0 || asked <= left) continue
    const which = name === 'cores' ? 'regional vcpu quota' : `vcpu quota of ${localizedName}`
    throw flatError(
      400,
      'ErrCode_InsufficientVCPUQuota',
      `Insufficient ${which} left for location ${cluster.location}. left regional vcpu quota ${left}, requested quota ${asked}. If you want to increase the quota, please follow this instruction: https://learn.microsoft.com/en-us/azure/quotas/view-quotas.`,
    )
  }
}
