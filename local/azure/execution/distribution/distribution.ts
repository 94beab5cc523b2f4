/** How a command is started on its nodes. */
export type Distribution =
  | { type: 'PyTorch' | 'Mpi'; processCountPerInstance: number }
  | { type: 'TensorFlow'; workerCount: number; parameterServerCount: number }

/** One process of a job. */
export interface Rank {
  /** Among all processes, from 0. */
  rank: number
  /** Among those of its node. */
  localRank: number
  node: number
  /** TensorFlow's part in the cluster. */
  task?: { type: 'worker' | 'ps'; index: number }
}

/**
 * The processes of a job: one a node unless its distribution wants more. Nodes are filled in turn for PyTorch and MPI;
 * TensorFlow's workers and then its parameter servers go round the nodes.
 */
export function ranksOf(instanceCount: number, distribution: Distribution | null): Rank[] {
  if (distribution?.type === 'TensorFlow') return tensorFlowRanks(instanceCount, distribution)
  const perNode = distribution?.processCountPerInstance ?? 1
  return Array.from({ length: instanceCount * perNode }, (_, rank) => ({
    rank,
    localRank: rank % perNode,
    node: Math.floor(rank / perNode),
  }))
}

function tensorFlowRanks(
  instanceCount: number,
  { workerCount, parameterServerCount }: { workerCount: number; parameterServerCount: number },
): Rank[] {
  return Array.from({ length: workerCount + parameterServerCount }, (_, rank) => ({
    rank,
    localRank: Math.floor(rank / instanceCount),
    node: rank % instanceCount,
    task:
      rank < workerCount
        ? { type: 'worker' as const, index: rank }
        : { type: 'ps' as const, index: rank - workerCount },
  }))
}

/** `user_logs/std_log.txt`; of several processes each has its own, its rank as wide as the greatest. */
export function logNameOf({ rank, task }: Rank, ranks: number, distribution: Distribution | null): string {
  if (ranks === 1 && distribution === null) return 'user_logs/std_log.txt'
  const number = String(rank).padStart(String(ranks - 1).length, '0')
  return `user_logs/std_log_process_${number}${task?.type === 'ps' ? '_ps' : ''}.txt`
}
