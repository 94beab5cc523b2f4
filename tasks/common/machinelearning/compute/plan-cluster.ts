import { differencesOf, type Difference } from './cluster-differences.ts'
import type { ClusterSpec, ComputeResource } from './cluster.ts'

export type ClusterPlan =
  | { readonly action: 'create' }
  | { readonly action: 'reuse'; readonly differences: readonly Difference[] }
  | {
      readonly action: 'update'
      /** `scale` where nothing but scale settings differs: Azure then changes the cluster in place. */
      readonly by: 'scale' | 'replace'
      readonly differences: readonly Difference[]
    }
  | {
      readonly action: 'refuse'
      readonly why: 'exists' | 'otherType' | 'unchangeable'
      readonly differences: readonly Difference[]
    }

export type WhenExists = 'reuse' | 'update' | 'fail'

/** What to do about a cluster that is asked for, given what is there. Pure: decides, does nothing. */
export function planCluster(
  asked: ClusterSpec,
  existing: ComputeResource | undefined,
  whenExists: WhenExists,
): ClusterPlan {
  if (!existing) return { action: 'create' }
  if (existing.properties.computeType !== 'AmlCompute')
    return { action: 'refuse', why: 'otherType', differences: [] }
  const differences = differencesOf(asked, existing)
  if (whenExists === 'fail') return { action: 'refuse', why: 'exists', differences }
  const isBroken = ['Failed', 'Canceled'].includes(existing.properties.provisioningState ?? '')
  if (whenExists === 'reuse' && !isBroken) return { action: 'reuse', differences }
  if (differences.some(({ change }) => change === 'never'))
    return { action: 'refuse', why: 'unchangeable', differences }
  if (isBroken) return { action: 'update', by: 'replace', differences }
  if (differences.length === 0) return { action: 'reuse', differences }
  const by = differences.every(({ change }) => change === 'scale') ? 'scale' : 'replace'
  return { action: 'update', by, differences }
}

/** What a PUT must say so that it takes nothing away that nobody spoke of. */
export function keeping(asked: ClusterSpec, existing: ComputeResource | undefined): ClusterSpec {
  const { remoteLoginPortPublicAccess: access, userAccountCredentials: account } =
    existing?.properties.properties ?? {}
  return {
    ...asked,
    description: asked.description ?? existing?.properties.description ?? undefined,
    tags: { ...existing?.tags, ...asked.tags },
    sshPublicAccess: asked.sshPublicAccess ?? access === 'Enabled',
    sshAccount: asked.sshAccount ?? accountNamed(account?.adminUserName),
  }
}

const accountNamed = (adminUserName: string | undefined): ClusterSpec['sshAccount'] =>
  adminUserName === undefined ? undefined : { adminUserName, publicKey: undefined, password: undefined }
