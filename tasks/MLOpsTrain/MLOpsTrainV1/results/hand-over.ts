import * as path from 'node:path'
import type { Host } from '../../../common/host/host.ts'
import {
  BUILD_OUTPUT_FILE,
  handoffFolder,
  SCHEMA_VERSION,
  writeBuildOutput,
} from '../../../common/handoff/build-output.ts'
import type { RegisteredModel } from '../../../common/machinelearning/model/register-model.ts'
import type { WaitInputs } from '../inputs.ts'
import { uriOfModel } from './model-uri.ts'
import { metricsOf, type JobResult } from './tell-metrics.ts'

/** Writes the file by which the next stages know what was made. */
export async function handOver(
  result: JobResult,
  inputs: WaitInputs,
  model: RegisteredModel | undefined,
  { variables, log }: Host,
): Promise<void> {
  const file = inputs.handoffFile ?? path.join(handoffFolder(variables), BUILD_OUTPUT_FILE)
  const { job } = result
  const metrics = metricsOf(result)
  await writeBuildOutput(file, {
    model_name: model?.name ?? null,
    model_version: model?.version ?? null,
    model_path: inputs.model ? uriOfModel(inputs.model, result) : null,
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
  })
  log.info(`Hand-off: ${file}`)
}
