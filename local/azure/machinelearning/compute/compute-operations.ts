import type { ArmCall } from '../../core/arm-routes.ts'
import { type ErrorDetail, armError } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import { type ComputeDocument, computesOf } from './compute-document.ts'
import { allocateNodes } from './compute-nodes.ts'
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
      succeeded({ resourceId }) {
        change(resourceId, { provisioningState: 'Succeeded' })
        allocateNodes(world, resourceId)
      },
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

/** @param error with which the operation has to end, where that is known before it begins */
export function startComputeOperation(
  world: World,
  call: ArmCall,
  kind: string,
  verb: 'put' | 'delete',
  error?: ErrorDetail,
): void {
  const operation = world.operations.start({ kind, resourceId: call.id, verb, ...(error && { error }) })
  world.operations.announce(call.reply, operation, call.apiVersion)
}

export function refuseWhileBusy(world: World, { id, params }: ArmCall): void {
  if (!world.operations.running(id)) return
  throw armError(
    409,
    'Conflict',
    `Another operation on the compute '${params['name']}' is in progress. Try again when it has ended.`,
  )
}
