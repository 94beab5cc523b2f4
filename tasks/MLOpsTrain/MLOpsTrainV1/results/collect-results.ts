import * as path from 'node:path'
import type { Host } from '../../../common/host/host.ts'
import { succeeded, type Outcome } from '../../../common/host/task.ts'
import { handoffFolder } from '../../../common/handoff/build-output.ts'
import type { RegisteredModel } from '../../../common/machinelearning/model/register-model.ts'
import { downloadOutputs } from '../../../common/machinelearning/run/results/download-outputs.ts'
import { readTracking } from '../../../common/machinelearning/run/results/read-metrics.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import { handOver } from './hand-over.ts'
import type { CompletedJob } from '../run/follow-to-ends.ts'
import type { TrainInputs, WaitInputs } from '../inputs.ts'
import { registerJobModel } from './register-job-model.ts'
import { tellMetrics, type JobResult } from './tell-metrics.ts'
import { trainSummary } from './train-summary.ts'

/**
 * After completion: outputs home, metrics read, model registered, and all of it told to the next steps. How it is laid
 * out goes by the jobs that were followed, not by how many of them are complete.
 */
export async function collectResults(
  workspace: Workspace,
  jobs: readonly CompletedJob[],
  inputs: TrainInputs,
  host: Host,
): Promise<Outcome> {
  const results: JobResult[] = []
  const isOnly = inputs.action === 'submit' || inputs.jobs.length === 1
  const home = inputs.downloadPath ?? path.join(handoffFolder(host.variables), 'outputs')
  for (const { job, finished } of jobs) {
    const folder = isOnly ? home : path.join(home, job.name)
    await downloadOutputs(workspace, job.name, inputs.downloadOutputs, folder)
    results.push({ job, finished, runs: await readTracking(workspace, job.name) })
  }
  await tellMetrics(host, results, isOnly)
  const model = isOnly ? await tellOfOne(workspace, results, inputs, host) : undefined
  for (const result of results)
    await host.outputs.summary(`train-${result.job.name}`, trainSummary(result, model))
  const complete = `${jobs.map(({ job }) => job.name).join(', ')} ${jobs.length === 1 ? 'is' : 'are'} complete`
  return succeeded(`Job ${complete}${model ? `; model ${model.name}:${model.version}` : ''}.`)
}

/** A model and a hand-off belong to one job; with several, the inputs ask for neither. */
async function tellOfOne(
  workspace: Workspace,
  results: readonly JobResult[],
  inputs: WaitInputs,
  host: Host,
): Promise<RegisteredModel | undefined> {
  const [only] = results
  if (!only) return undefined
  const model = await registerJobModel(workspace, only, inputs, host)
  await handOver(only, inputs, model, host)
  return model
}
