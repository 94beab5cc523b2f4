import type { AzureError } from '../core/errors.ts'
import type { Servers, World } from '../core/world.ts'
import { type DataPlaneRoute, dataPlaneRoute } from '../run-history/data-plane-routes.ts'
import type { RunDocument } from '../run-history/run-document.ts'
import { findRun } from '../run-history/runs.ts'
import { textOf } from '../machinelearning/common/text.ts'
import { mlflowError, unknownRun } from './errors.ts'

/** mlflow 2 and 3 use v2.0, mlflow 1 uses v1.0, and so does a workspace's tracking URI. */
const services = ['/mlflow/v1.0', '/mlflow/v2.0']

/** Adds an operation of MLflow's REST API, such as `runs/get`, under each version of the service. */
export function mlflowRoute(
  world: World,
  servers: Servers,
  method: 'GET' | 'POST',
  operation: string,
  handle: DataPlaneRoute['handle'],
  api = 'mlflow',
): void {
  const action =
    method === 'GET' || operation.endsWith('search') ? 'experiments/runs/read' : 'experiments/runs/write'
  for (const service of services) {
    dataPlaneRoute(world, servers, {
      method,
      service,
      path: `/api/2.0/${api}/${operation}`,
      action,
      handle,
      wordError: inMlflowWords,
    })
  }
}

/** A missing role is said in MLflow's words, too. */
function inMlflowWords(error: AzureError): AzureError {
  if (error.status !== 403) return error
  const { message } = (error.body as { error: { message: string } }).error
  return mlflowError(403, 'PERMISSION_DENIED', message)
}

/** The run that a request names; older clients say `run_uuid`. */
export function runOf(world: World, fields: Record<string, unknown>): RunDocument {
  const runId = textOf(fields['run_id'] ?? fields['run_uuid'])
  const run = findRun(world, runId)
  if (!run) throw unknownRun(runId)
  return run
}
