import * as path from 'node:path'
import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import {
  BUILD_OUTPUT_FILE,
  SCHEMA_VERSION,
  handoffFolder,
  writeBuildOutput,
  writeJson,
} from '../../common/handoff/build-output.ts'
import { contractTags } from '../../common/machinelearning/contract-tags.ts'
import type { Job } from '../../common/machinelearning/job/jobs.ts'
import { registerModel, type RegisteredModel } from '../../common/machinelearning/model/register-model.ts'
import { downloadOutputs } from '../../common/machinelearning/run/results/download-outputs.ts'
import {
  merged,
  readTracking,
  type TrackedRun,
} from '../../common/machinelearning/run/results/read-metrics.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { JobSpec } from '../../common/specification/read-job-file.ts'
import type { TrainInputs } from './inputs.ts'
import { metricsVariable } from './metrics-variable.ts'
import { modelUri } from './model-uri.ts'
import { trainSummary } from './train-summary.ts'

/** After completion: outputs home, metrics read, model registered, and all of it told to the next steps. */
export async function collectResults(
  workspace: Workspace,
  job: Job,
  spec: JobSpec,
  inputs: TrainInputs,
  host: Host,
): Promise<Outcome> {
  const folder = handoffFolder(host.variables)
  host.outputs.set('jobStatus', 'Completed')
  await downloadOutputs(
    workspace,
    job.name,
    inputs.downloadOutputs,
    inputs.downloadPath ?? path.join(folder, 'outputs'),
  )
  const runs = await readTracking(workspace, job.name, spec.type === 'pipeline')
  await tellMetrics(host, runs, path.join(folder, job.name, 'metrics.json'))
  const model = await register(workspace, job, spec, inputs, host)
  const handoff = inputs.handoffFile ?? path.join(folder, BUILD_OUTPUT_FILE)
  await writeBuildOutput(handoff, buildOutput(job, spec, inputs, runs, model, host))
  host.log.info(`Hand-off: ${handoff}`)
  await host.outputs.summary(`train-${job.name}`, trainSummary(job, runs, model))
  return succeeded(`Job ${job.name} is complete${model ? `; model ${model.name}:${model.version}` : ''}.`)
}

async function tellMetrics(host: Host, runs: readonly TrackedRun[], file: string): Promise<void> {
  const metrics = merged(runs, run => run.metrics)
  for (const [name, value] of Object.entries(metrics)) host.log.info(`Metric ${name} = ${value}`)
  const { text, left } = metricsVariable(metrics)
  if (left > 0)
    host.log.warning(`The output 'metrics' leaves ${left} metric(s) out: it is full. All are in ${file}.`)
  host.outputs.set('metrics', text)
  await writeJson(file, { runs })
  host.outputs.set('metricsFile', file)
}

async function register(
  workspace: Workspace,
  job: Job,
  spec: JobSpec,
  { model, tags }: TrainInputs,
  host: Host,
): Promise<RegisteredModel | undefined> {
  if (!model) return undefined
  const registered = await registerModel(workspace, {
    name: model.name,
    uri: modelUri(model, spec, job.name),
    type: model.type,
    job: job.name,
    description: model.description,
    tags: { ...tags, ...contractTags(host.variables, { 'mlops.run': job.name }) },
  })
  const how = registered.isNew ? 'registered' : 'was registered by an earlier attempt'
  host.log.info(`Model ${registered.name}:${registered.version} ${how}.`)
  host.outputs.set('modelName', registered.name)
  host.outputs.set('modelVersion', registered.version)
  host.outputs.set('modelId', registered.id)
  return registered
}

function buildOutput(
  job: Job,
  spec: JobSpec,
  inputs: TrainInputs,
  runs: readonly TrackedRun[],
  model: RegisteredModel | undefined,
  { variables }: Host,
): Parameters<typeof writeBuildOutput>[1] {
  const metrics = merged(runs, run => run.metrics)
  return {
    model_name: model?.name ?? null,
    model_version: model?.version ?? null,
    model_path: inputs.model ? modelUri(inputs.model, spec, job.name) : null,
    model_acc: metrics['roc_auc'] ?? metrics['accuracy'] ?? null,
    deploy_model_bool: null,
    image_name: null,
    image_id: null,
    schema_version: SCHEMA_VERSION,
    image_reference: null,
    image_digest: null,
    metrics,
    gate: null,
    job_name: job.name,
    build_number: variables.get('Build.BuildNumber') ?? null,
    commit: variables.get('Build.SourceVersion') ?? null,
  }
}
