import { asAzureError } from '../../azure/attempt.ts'
import { findJob } from '../job/jobs.ts'
import { merged, readValues } from '../run/results/read-metrics.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { runOf, type ModelVersion } from './model-version.ts'

/** The last values of what the run of a model logged, or the reason why there are none. */
export type ModelMetrics =
  | { readonly metrics: Readonly<Record<string, number>>; readonly run: string }
  | { readonly unreadable: string }

/** Metrics of the job that made a model; `model` is its `name:version`. */
export async function readModelMetrics(
  workspace: Workspace,
  version: ModelVersion,
  model: string,
): Promise<ModelMetrics> {
  const run = runOf(version)
  if (run === undefined) return { unreadable: `${model} does not tell which job made it` }
  const job = await findJob(workspace, run)
  try {
    const runs = await readValues(workspace, run, job?.properties.jobType === 'Pipeline')
    return { run, metrics: merged(runs, one => one.metrics) }
  } catch (error) {
    if (!isGone(error)) throw error
    return { unreadable: `job ${run}, which made ${model}, is gone` }
  }
}

function isGone(error: unknown): boolean {
  const refusal = asAzureError(error instanceof Error ? (error.cause ?? error) : error)
  return refusal?.status === 404 || refusal?.code === 'RESOURCE_DOES_NOT_EXIST'
}
