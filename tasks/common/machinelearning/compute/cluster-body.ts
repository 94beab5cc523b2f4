import { isoDuration } from '../duration.ts'
import type { ClusterSpec, IdentityType, SshAccount } from './cluster.ts'

const IDENTITIES: Readonly<Record<IdentityType, string>> = {
  none: 'None',
  system_assigned: 'SystemAssigned',
  user_assigned: 'UserAssigned',
  system_and_user_assigned: 'SystemAssigned,UserAssigned',
}

/** The body of a PUT, which replaces everything that the cluster has. */
export function clusterBody(spec: ClusterSpec): object {
  return {
    location: spec.location,
    tags: spec.tags,
    ...(spec.identityType !== 'none' && { identity: identityBody(spec) }),
    properties: {
      computeType: 'AmlCompute',
      ...(spec.description && { description: spec.description }),
      disableLocalAuth: spec.sshAccount === undefined,
      properties: {
        osType: 'Linux',
        vmSize: spec.size,
        vmPriority: spec.tier === 'dedicated' ? 'Dedicated' : 'LowPriority',
        scaleSettings: scaleSettings(spec),
        remoteLoginPortPublicAccess: spec.sshPublicAccess ? 'Enabled' : 'Disabled',
        enableNodePublicIp: spec.enableNodePublicIp,
        ...(spec.sshAccount && { userAccountCredentials: credentials(spec.sshAccount) }),
        ...(spec.subnet && { subnet: { id: spec.subnet } }),
      },
    },
  }
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

const credentials = ({ adminUserName, publicKey, password }: SshAccount): object => ({
  adminUserName,
  ...(publicKey && { adminUserSshPublicKey: publicKey }),
  ...(password && { adminUserPassword: password }),
})

function identityBody({ identityType, userAssignedIdentities }: ClusterSpec): object {
  const users = Object.fromEntries(userAssignedIdentities.map(id => [id, {}]))
  return {
    type: IDENTITIES[identityType],
    ...(userAssignedIdentities.length > 0 && { userAssignedIdentities: users }),
  }
}
