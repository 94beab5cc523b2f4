import { isoDuration } from '../duration.ts'
import { accountFor } from './ssh-account.ts'
import type { AmlComputeProperties, ClusterSpec, ComputeResource, IdentityType } from './cluster.ts'

const IDENTITIES: Readonly<Record<IdentityType, string>> = {
  none: 'None',
  system_assigned: 'SystemAssigned',
  user_assigned: 'UserAssigned',
  system_and_user_assigned: 'SystemAssigned,UserAssigned',
}

/**
 * The body of a PUT, which replaces everything that the cluster has: over an `existing` one it says again what is there
 * and nobody spoke of, so that nothing of it goes.
 */
export function clusterBody(spec: ClusterSpec, existing?: ComputeResource): object {
  const { description, disableLocalAuth } = existing?.properties ?? {}
  const had = existing?.properties.properties ?? {}
  const identity = identityBody(spec, existing)
  const account = accountFor(spec, had.userAccountCredentials)
  const told = spec.description ?? description
  return {
    location: spec.location,
    tags: { ...existing?.tags, ...spec.tags },
    ...(identity && { identity }),
    properties: {
      computeType: 'AmlCompute',
      ...(told && { description: told }),
      disableLocalAuth: disableLocalAuth ?? account === undefined,
      properties: {
        ...settled(had),
        vmSize: spec.size,
        vmPriority: spec.tier === 'dedicated' ? 'Dedicated' : 'LowPriority',
        scaleSettings: scaleSettings(spec),
        remoteLoginPortPublicAccess: sshAccess(spec, had),
        enableNodePublicIp: spec.enableNodePublicIp,
        ...(account && { userAccountCredentials: account }),
        ...(spec.subnet && { subnet: { id: spec.subnet } }),
      },
    },
  }
}

/** What no input speaks of, as Azure tells it. */
function settled({ osType, isolatedNetwork, virtualMachineImage: image }: AmlComputeProperties): object {
  return {
    osType: osType ?? 'Linux',
    ...(typeof isolatedNetwork === 'boolean' && { isolatedNetwork }),
    ...(image && { virtualMachineImage: image }),
  }
}

function sshAccess({ sshPublicAccess }: ClusterSpec, had: AmlComputeProperties): string {
  if (sshPublicAccess === undefined) return had.remoteLoginPortPublicAccess ?? 'Disabled'
  return sshPublicAccess ? 'Enabled' : 'Disabled'
}

/** The body of a PATCH, which can change nothing but how the cluster scales. */
export const scalingBody = (spec: ClusterSpec): object => ({
  properties: { properties: { scaleSettings: scaleSettings(spec) } },
})

const scaleSettings = (spec: ClusterSpec): object => ({
  minNodeCount: spec.minInstances,
  maxNodeCount: spec.maxInstances,
  nodeIdleTimeBeforeScaleDown: isoDuration(spec.idleTimeBeforeScaleDown),
})

/** A cluster that never had an identity is not told to have none. */
function identityBody(spec: ClusterSpec, existing: ComputeResource | undefined): object | undefined {
  const had = existing?.identity
  const { identityType } = spec
  if (identityType === undefined)
    return had?.type ? identityOf(had.type, Object.keys(had.userAssignedIdentities ?? {})) : undefined
  if (identityType === 'none' && !had) return undefined
  return identityOf(IDENTITIES[identityType], spec.userAssignedIdentities)
}

function identityOf(type: string, ids: readonly string[]): object {
  const userAssignedIdentities = Object.fromEntries(ids.map(id => [id, {}]))
  return { type, ...(ids.length > 0 && { userAssignedIdentities }) }
}
