import * as path from 'node:path'
import { TaskError } from '../../common/errors.ts'
import { BUILD_OUTPUT_FILE, handoffFolder, type BuildOutput } from '../../common/handoff/build-output.ts'
import { findBuildOutput } from '../../common/handoff/find-build-output.ts'
import { readBuildOutput } from '../../common/handoff/read-build-output.ts'
import type { Host } from '../../common/host/host.ts'
import type { ModelMetrics } from '../../common/machinelearning/model/model-metrics.ts'
import {
  findModelVersion,
  newestModelVersions,
  runOf,
  type ModelVersion,
} from '../../common/machinelearning/model/model-version.ts'
import { readModelMetrics } from '../../common/machinelearning/model/read-model-metrics.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { checkOrigin } from './check-origin.ts'
import type { ContainerizeInputs } from './inputs.ts'

/** The hand-off of the training step, where there is one, and where this step writes it. */
export interface Handoff {
  readonly file: string
  readonly output: BuildOutput | undefined
}

/** The model that may become an image. */
export interface ChosenModel extends ModelMetrics {
  readonly name: string
  readonly version: string
  readonly resource: ModelVersion
  readonly job: string | undefined
}

export async function readHandoff({ handoffFile }: ContainerizeInputs, host: Host): Promise<Handoff> {
  const found = await findBuildOutput(host.variables, handoffFile)
  if (found !== undefined) return { file: found, output: await readBuildOutput(found) }
  const usual = path.join(handoffFolder(host.variables), BUILD_OUTPUT_FILE)
  return { file: handoffFile ?? usual, output: undefined }
}

/** The exact version that the training step registered, or the one that is named; never just the newest. */
export async function chooseCandidate(
  workspace: Workspace,
  inputs: ContainerizeInputs,
  handoff: Handoff,
): Promise<ChosenModel> {
  const name = inputs.modelName ?? handoff.output?.model_name ?? unnamed(handoff)
  const { version, because } = await versionOf(workspace, name, inputs, handoff)
  const model = `${name}:${version}`
  const resource = await findModelVersion(workspace, name, version)
  if (!resource) throw notRegistered(model, workspace)
  if (handoff.output && because === HANDED_OFF) checkOrigin(handoff.file, handoff.output, resource, model)
  const job = runOf(resource)
  const { log } = workspace.session
  log.info(`Candidate: ${model}, ${because}${job === undefined ? '' : `, made by job ${job}`}.`)
  const wanted = inputs.gate?.rules.map(({ metric }) => metric)
  const read = await readModelMetrics(workspace, resource, model, wanted)
  if (read.absence !== undefined) log.info(`The job tells no metrics of ${model}: ${read.absence}.`)
  return { ...read, name, version, resource, job }
}

const HANDED_OFF = 'as the hand-off names it'

async function versionOf(
  workspace: Workspace,
  name: string,
  { modelVersion }: ContainerizeInputs,
  { output }: Handoff,
): Promise<{ readonly version: string; readonly because: string }> {
  if (modelVersion === 'latest') {
    const [latest] = await newestModelVersions(workspace, name, 1)
    if (latest) return { version: latest.name, because: 'the newest version' }
    throw notRegistered(name, workspace)
  }
  if (modelVersion !== undefined) return { version: modelVersion, because: 'as modelVersion names it' }
  const ofHandoff = output?.model_name === name ? output.model_version : undefined
  if (ofHandoff) return { version: ofHandoff, because: HANDED_OFF }
  throw new TaskError(`Which version of model ${name} is meant is not known.`, {
    cause: output
      ? `The hand-off names ${output.model_name ?? 'no model'}${output.model_version ? `:${output.model_version}` : ''}.`
      : 'There is no hand-off of a training step here.',
    remedy:
      "Set 'modelVersion' (`latest` takes the newest), or register the model in the training step before.",
  })
}

function unnamed({ file, output }: Handoff): never {
  throw new TaskError('Which model is meant is not known.', {
    cause: output
      ? `The hand-off ${file} names no model: nothing was registered.`
      : `There is no hand-off ${file}.`,
    remedy: "Set 'modelName' in the training step so that it registers the model, or set it here.",
  })
}

const notRegistered = (model: string, { name }: Workspace): TaskError =>
  new TaskError(`Workspace ${name} has no model ${model}.`, {
    remedy:
      "Check 'modelName' and 'modelVersion', and that the training step registered the model in this workspace.",
  })
