import { SUBSCRIPTION, type ArmCall, armRoute } from '../core/arm-routes.ts'
import { armError } from '../core/errors.ts'
import { mfeNotFound } from '../core/mfe-errors.ts'
import type { Operation } from '../core/operations.ts'
import type { Servers, World } from '../core/world.ts'

const LOCATION = `${SUBSCRIPTION}/providers/Microsoft.MachineLearningServices/locations/:location`

/** Where clients poll long-running operations; no role is asked beyond a valid token. */
export function operationRoutes(world: World, servers: Servers): void {
  const route = (path: string, answer: (operation: Operation, call: ArmCall) => unknown) =>
    armRoute(world, servers, {
      method: 'GET',
      path: `${LOCATION}/${path}/:operation`,
      action: null,
      handle: call => answer(read(world, call), call),
    })
  route('computeOperationsStatus', computeStatus)
  route('mfeOperationsStatus', (operation, call) => mfeStatus(operation, call.id))
  route('mfeOperationResults', mfeResult)
}

function read(world: World, { params }: ArmCall): Operation {
  const id = params['operation'] ?? ''
  const operation = world.operations.read(id)
  if (!operation) throw mfeNotFound(`Operation ${id}`, world.mfe())
  return operation
}

function computeStatus(operation: Operation) {
  if (operation.outcome === 'running') return { status: operation.runningStatus }
  return operation.outcome === 'failed'
    ? { status: 'Failed', percentComplete: 100.0, error: operation.error }
    : { status: 'Succeeded', percentComplete: 100.0 }
}

function mfeStatus(operation: Operation, id: string) {
  const { startTime, outcome, error } = operation
  const common = { id, name: operation.id, startTime }
  if (outcome === 'running') return { ...common, percentComplete: 0.0, status: operation.runningStatus }
  return outcome === 'failed'
    ? { ...common, percentComplete: 100.0, status: 'Failed', error }
    : { ...common, percentComplete: 100.0, status: 'Succeeded' }
}

/** 202 while it runs; then 200 without a body (a job's cancel), 204 (a delete), or the error. */
function mfeResult(operation: Operation, { reply, request }: ArmCall) {
  if (operation.outcome === 'running') {
    void reply.status(202).header('location', `https://${request.headers.host ?? ''}${request.url}`)
    return {}
  }
  if (operation.outcome === 'failed')
    throw armError(
      400,
      operation.error?.code ?? 'BadRequest',
      operation.error?.message ?? 'The operation failed.',
    )
  return reply.status(operation.verb === 'delete' ? 204 : 200).send()
}
