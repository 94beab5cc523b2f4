import type { AzureSession } from '../../azure/session.ts'
import { TaskError } from '../../errors.ts'
import { systemPool, type AksCluster } from '../cluster/aks-cluster.ts'
import {
  DEFAULT_NODE_SIZE,
  nodesAtFirst,
  nodesAtMost,
  type ClusterSpec,
  type PlacedCluster,
} from '../cluster/cluster-spec.ts'
import { barrierOf, findNodeSize, numberOf, zonesOf, type NodeSize } from './node-sizes.ts'
import { checkVcpus } from './vcpu-quota.ts'

/** What the AzureML extension asks of a cluster as a whole, and the container service of a node of its own. */
const LEAST = { vCPUs: 4, memoryGB: 14, vCPUsOfNode: 2 }

/** Fails before anything was asked for, where the region cannot give the nodes of a new cluster. */
export async function checkNodes(
  session: AzureSession,
  spec: PlacedCluster,
  checkQuota: boolean,
): Promise<void> {
  const size = await findNodeSize(session, spec.location, spec.nodeSize ?? DEFAULT_NODE_SIZE)
  if (!size) return
  checkOffered(size, spec)
  checkZones(size, spec)
  checkStrength(size, spec)
  const vCPUs = numberOf(size, 'vCPUs')
  if (checkQuota && vCPUs !== undefined)
    await checkVcpus(session, spec.location, size.family, vCPUs * nodesAtMost(spec))
}

/** Fails where the region has not what a cluster that is there would grow by. */
export async function checkGrowth(
  session: AzureSession,
  spec: ClusterSpec,
  cluster: AksCluster,
): Promise<void> {
  const { vmSize, count } = systemPool(cluster) ?? {}
  const more = nodesAtMost(spec) - (count ?? 0)
  if (!vmSize || more <= 0) return
  const size = await findNodeSize(session, cluster.location, vmSize)
  const vCPUs = size && numberOf(size, 'vCPUs')
  if (vCPUs !== undefined) await checkVcpus(session, cluster.location, size?.family, vCPUs * more)
}

function checkOffered(size: NodeSize, { location }: PlacedCluster): void {
  const barrier = barrierOf(size)
  if (barrier === undefined) return
  throw new TaskError(`The VM size ${size.name} is not given to this subscription in ${location}.`, {
    cause: `Azure says: ${barrier}.`,
    remedy: "Choose another size (input 'nodeSize') or location, or ask Azure's support to lift it.",
  })
}

function checkZones(size: NodeSize, { zones, location }: PlacedCluster): void {
  const offered = zonesOf(size)
  const lacking = zones.filter(zone => !offered.includes(zone))
  if (lacking.length === 0) return
  throw new TaskError(`${size.name} is not offered in zone ${lacking.join(', ')} of ${location}.`, {
    cause:
      offered.length === 0 ? 'It has no availability zones there.' : `It has zones ${offered.join(', ')}.`,
    remedy: "Correct the input 'availabilityZones', or choose another size.",
  })
}

function checkStrength(size: NodeSize, spec: ClusterSpec): void {
  const vCPUs = numberOf(size, 'vCPUs') ?? LEAST.vCPUs
  const memoryGB = numberOf(size, 'MemoryGB') ?? LEAST.memoryGB
  const nodes = nodesAtFirst(spec)
  if (vCPUs >= LEAST.vCPUsOfNode && vCPUs * nodes >= LEAST.vCPUs && memoryGB * nodes >= LEAST.memoryGB) return
  throw new TaskError(
    `${nodes} node(s) of ${size.name} (${vCPUs} vCPUs, ${memoryGB} GB) are too small for Azure Machine Learning.`,
    {
      cause: `A cluster needs ${LEAST.vCPUs} vCPUs and ${LEAST.memoryGB} GB in all, and ${LEAST.vCPUsOfNode} vCPUs on each node.`,
      remedy: 'Choose a larger nodeSize or more nodes.',
    },
  )
}
