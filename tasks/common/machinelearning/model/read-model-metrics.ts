import { asAzureError } from '../../azure/attempt.ts'
import { findJob } from '../job/jobs.ts'
import { partsOf } from '../run/follow/followed-job.ts'
import { merged, readValues } from '../run/results/read-metrics.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { ModelMetrics } from './model-metrics.ts'
import { runOf, type ModelVersion } from './model-version.ts'
import { taggedMetrics } from './tagged-metrics.ts'

/**
 * The last values of what the job of a model logged. Of the metrics in `wanted`, those that the job has not are taken
 * from the model's tags of that very name, and the log says so. Never throws because there are none.
 *
 * @param model its `name:version`
 */
export async function readModelMetrics(
  workspace: Workspace,
  version: ModelVersion,
  model: string,
  wanted: readonly string[] = [],
): Promise<ModelMetrics> {
  const { metrics, absence } = await ofRun(workspace, version, model)
  const missing = wanted.filter(metric => !Object.hasOwn(metrics, metric))
  const tagged = taggedMetrics(version.properties.tags ?? {}, missing)
  for (const [metric, value] of Object.entries(tagged))
    workspace.session.log.info(
      `${metric} of ${model} is ${value} by its tag${absence === undefined ? '' : `: ${absence}`}.`,
    )
  return { model, metrics: { ...metrics, ...tagged }, ...(absence !== undefined && { absence }) }
}

async function ofRun(
  workspace: Workspace,
  version: ModelVersion,
  model: string,
): Promise<Omit<ModelMetrics, 'model'>> {
  const run = runOf(version)
  if (run === undefined) return { metrics: {}, absence: `${model} does not tell which job made it` }
  const job = await findJob(workspace, run)
  try {
    const runs = await readValues(workspace, run, job !== undefined && partsOf(job) !== undefined)
    if (!runs[0]?.isDeleted) return { metrics: merged(runs, one => one.metrics) }
  } catch (error) {
    if (!isGone(error)) throw error
  }
  return { metrics: {}, absence: `job ${run}, which made ${model}, is gone` }
}

function isGone(error: unknown): boolean {
  const refusal = asAzureError(error instanceof Error ? (error.cause ?? error) : error)
  return refusal?.status === 404 || refusal?.code === 'RESOURCE_DOES_NOT_EXIST'
}
