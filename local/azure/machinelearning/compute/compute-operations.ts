import type { World } from '../../core/world.ts'
import { type ComputeDocument, computesOf } from './compute-document.ts'
import { countClusters } from './compute-rules.ts'

/** What becomes of a cluster when an operation on it ends. */
export function defineComputeOperations(world: World): void {
  const change = (id: string, fields: Partial<ComputeDocument>) => {
    const compute = computesOf(world).get(id)
    if (compute) computesOf(world).put(id, { ...compute, ...fields })
  }
  for (const kind of ['compute.create', 'compute.update']) {
    world.operations.define(kind, {
      dialect: 'compute',
      succeeded: ({ resourceId }) => change(resourceId, { provisioningState: 'Succeeded' }),
      failed: ({ resourceId }, { code, message }) =>
        change(resourceId, {
          provisioningState: 'Failed',
          provisioningErrors: [{ error: { code, message } }],
        }),
    })
  }
  world.operations.define('compute.delete', {
    dialect: 'compute',
    succeeded({ resourceId }) {
      if (computesOf(world).delete(resourceId)) countClusters(world, -1)
    },
    failed: ({ resourceId }) => change(resourceId, { provisioningState: 'Failed' }),
  })
}
