import { notEmulated } from '../../core/errors.ts'
import { mfeUserError } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import type { Distribution } from '../../execution/distribution/distribution.ts'
import type { Fields } from '../common/body.ts'
import { textOf } from '../common/text.ts'
import { computesOf } from '../compute/compute-document.ts'

/** Whether jobs, nodes (snake case) or components (`type`, scalars as text) say it. */
export function readDistribution(value: unknown, instanceCount: number): Distribution | null {
  const fields = (value ?? {}) as Fields
  const count = (camel: string, snake: string, fallback: number) =>
    Number(fields[camel] ?? fields[snake] ?? fallback)
  const type = textOf(fields['distributionType'] ?? fields['distribution_type'] ?? fields['type'])
  const processCountPerInstance = count('processCountPerInstance', 'process_count_per_instance', 1)
  switch (type.toLowerCase()) {
    case '':
      return null
    case 'pytorch':
      return { type: 'PyTorch', processCountPerInstance }
    case 'mpi':
      return { type: 'Mpi', processCountPerInstance }
    case 'tensorflow':
      return {
        type: 'TensorFlow',
        workerCount: count('workerCount', 'worker_count', instanceCount),
        parameterServerCount: count('parameterServerCount', 'parameter_server_count', 0),
      }
    default:
      throw notEmulated(`distributions of type ${type}`)
  }
}

/** `instanceCount`, or `instance_count` as nodes and components spell it; the first that names one wins. */
export function readInstanceCount(...resources: unknown[]): number {
  for (const one of resources) {
    const { instanceCount, instance_count: snake } = (one ?? {}) as Fields
    if (instanceCount !== undefined || snake !== undefined) return Number(instanceCount ?? snake ?? 1)
  }
  return 1
}

/** @throws AzureError when the cluster can never have as many nodes */
export function checkCapacity(world: World, computeName: string, instanceCount: number): void {
  const compute = computesOf(world).get(`${world.workspaceArmId}/computes/${computeName}`)
  const most = compute?.scaleSettings.maxNodeCount ?? Infinity
  if (instanceCount <= most) return
  throw mfeUserError(
    `The job asks for ${instanceCount} nodes, but the compute target '${computeName}' has at most ${most}.`,
    world.mfe(),
  )
}
