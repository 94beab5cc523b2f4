import type { Distribution, Rank } from './distribution.ts'

/** Where the processes of a job find each other; all nodes are this machine. */
export interface Rendezvous {
  address: string
  /** One for each process; the first is PyTorch's master. */
  ports: number[]
}

/**
 * The variables by which a process knows its part in the job.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-train-distributed-gpu
 */
export function rankVariables(
  rank: Rank,
  ranks: Rank[],
  distribution: Distribution | null,
  rendezvous: Rendezvous,
): Record<string, string> {
  const node = { AZUREML_CR_NODE_RANK: String(rank.node) }
  if (distribution === null) return node
  const own =
    distribution.type === 'PyTorch'
      ? pyTorch(rank, ranks, rendezvous)
      : distribution.type === 'Mpi'
        ? mpi(rank, ranks, distribution.processCountPerInstance, rendezvous)
        : tensorFlow(rank, ranks, rendezvous)
  return { ...node, ...own }
}

const pyTorch = ({ rank, localRank, node }: Rank, ranks: Rank[], { address, ports }: Rendezvous) => ({
  MASTER_ADDR: address,
  MASTER_PORT: String(ports[0]),
  WORLD_SIZE: String(ranks.length),
  NODE_RANK: String(node),
  RANK: String(rank),
  LOCAL_RANK: String(localRank),
})

/** What Open MPI's launcher tells its processes. There is no launcher here: the processes are started side by side. */
const mpi = ({ rank, localRank }: Rank, ranks: Rank[], perNode: number, { address, ports }: Rendezvous) => ({
  OMPI_COMM_WORLD_RANK: String(rank),
  OMPI_COMM_WORLD_SIZE: String(ranks.length),
  OMPI_COMM_WORLD_LOCAL_RANK: String(localRank),
  OMPI_COMM_WORLD_LOCAL_SIZE: String(perNode),
  OMPI_COMM_WORLD_NODE_RANK: String(localRank),
  AZ_BATCH_MASTER_NODE: `${address}:${ports[0]}`,
  AZ_BATCHAI_MPI_MASTER_NODE: address,
})

function tensorFlow({ task }: Rank, ranks: Rank[], { address, ports }: Rendezvous) {
  const hosts = (type: 'worker' | 'ps') =>
    ranks.filter(one => one.task?.type === type).map(one => `${address}:${ports[one.rank]}`)
  const servers = hosts('ps')
  const cluster = { worker: hosts('worker'), ...(servers.length > 0 && { ps: servers }) }
  return { TF_CONFIG: JSON.stringify({ cluster, task, environment: 'cloud' }) }
}
