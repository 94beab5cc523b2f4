import type { AmlComputeProperties, ClusterSpec, ComputeResource } from './cluster.ts'

type Seen = AmlComputeProperties['userAccountCredentials']

/** The account to send: the one that is asked for, else the one that is there, as far as Azure tells it. */
export function accountFor({ sshAccount: asked }: ClusterSpec, seen: Seen): object | undefined {
  const name = asked?.adminUserName ?? seen?.adminUserName
  if (!name) return undefined
  const key = asked?.publicKey ?? seen?.adminUserSshPublicKey
  const password = asked?.password ?? seen?.adminUserPassword
  return {
    adminUserName: name,
    ...(key && { adminUserSshPublicKey: key }),
    ...(password && { adminUserPassword: password }),
  }
}

/**
 * True for a cluster with an account whose key and password nobody tells: a PUT, which says everything again, would have
 * to leave them out, and so might lock the administrator out.
 */
export function lacksSecret(asked: ClusterSpec, { properties }: ComputeResource): boolean {
  const account = accountFor(asked, properties.properties?.userAccountCredentials)
  return account !== undefined && !('adminUserSshPublicKey' in account) && !('adminUserPassword' in account)
}
