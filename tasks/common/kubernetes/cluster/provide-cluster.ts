import { TaskError } from '../../errors.ts'
import { awaitSettled } from '../../machinelearning/compute/await-settled.ts'
import type { Difference } from '../difference.ts'
import { lookThenWrite } from '../look-then-write.ts'
import { findCluster, nameOf, systemPool, type AgentPool, type AksCluster } from './aks-cluster.ts'
import { clusterDifferences } from './cluster-differences.ts'
import { nodesAtFirst, type ClusterSpec, type PlacedCluster } from './cluster-spec.ts'
import { fitCluster } from './explain-cluster.ts'
import { createCluster, putPool, putTags, type Work } from './write-cluster.ts'

type Tags = Readonly<Record<string, string>>

/**
 * The cluster, ready for the extension. What an earlier attempt or somebody else has begun is waited for; only where
 * there is none, and one may be, it is created.
 */
export const provideCluster = (
  work: Work,
  spec: PlacedCluster | undefined,
  tags: Tags,
): Promise<AksCluster> =>
  lookThenWrite(work.session, { what: titleOf(work), deadline: work.deadline }, async () => {
    const found = await settledCluster(work)
    if (found) return { done: fitCluster(found) }
    if (!spec) throw gone(work)
    return { write: () => createCluster(work, spec, tags) }
  })

/** Changes in place what can be changed so, and nothing else. */
export const updateCluster = (work: Work, spec: ClusterSpec, tags: Tags): Promise<AksCluster> =>
  lookThenWrite(work.session, { what: titleOf(work), deadline: work.deadline }, async () => {
    const cluster = await settledCluster(work)
    if (!cluster) throw gone(work)
    const [next] = clusterDifferences(spec, tags, cluster).filter(({ change }) => change === 'in place')
    return next ? { write: () => change(work, cluster, next, { spec, tags }) } : { done: fitCluster(cluster) }
  })

const change = (
  work: Work,
  cluster: AksCluster,
  { field }: Difference,
  { spec, tags }: { spec: ClusterSpec; tags: Tags },
): Promise<void> =>
  field.startsWith('tag ')
    ? putTags(work, { ...cluster.tags, ...tags })
    : putPool(work, { ...systemPool(cluster), ...scaled(spec, systemPool(cluster)) })

function scaled(spec: ClusterSpec, pool: AgentPool | undefined): AgentPool {
  const { autoscaler } = spec
  if (!autoscaler)
    return { count: nodesAtFirst(spec), enableAutoScaling: false, minCount: null, maxCount: null }
  const { min, max } = autoscaler
  const count = Math.min(max, Math.max(min, pool?.count ?? min))
  return { count, enableAutoScaling: true, minCount: min, maxCount: max }
}

const settledCluster = (work: Work): Promise<AksCluster | undefined> =>
  awaitSettled(work.session, {
    what: titleOf(work),
    deadline: work.deadline,
    look: () => findCluster(work.session, work.id),
    stateOf: ({ properties }) => properties.provisioningState,
  })

const gone = (work: Work): TaskError =>
  new TaskError(`${titleOf(work)} is gone.`, {
    cause: 'Somebody deleted it meanwhile.',
    remedy: 'Run again.',
  })

const titleOf = ({ id }: Work): string => `AKS cluster ${nameOf(id)}`
