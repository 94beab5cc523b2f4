import type { BuildOutput } from '../handoff/build-output.ts'
import { requireBuildOutput } from '../handoff/find-build-output.ts'
import { readBuildOutput } from '../handoff/read-build-output.ts'
import { TaskError } from '../errors.ts'
import type { Variables } from '../host/host.ts'
import type { ServingInputs } from './serving-inputs.ts'

/** What is to be deployed, and where it was read. */
export interface Release {
  readonly image: string
  /** Undefined where the image was named by the form. */
  readonly handoff: BuildOutput | undefined
  readonly handoffFile: string | undefined
}

/** The image to deploy; undefined where the build's gate said no. */
export async function readRelease(
  { image, handoffFile }: Pick<ServingInputs, 'image' | 'handoffFile'>,
  variables: Variables,
): Promise<Release | undefined> {
  if (image !== undefined) return { image, handoff: undefined, handoffFile: undefined }
  const file = await requireBuildOutput(variables, handoffFile)
  const handoff = await readBuildOutput(file)
  if (handoff.deploy_model_bool === false) return undefined
  if (handoff.image_reference === null) {
    throw new TaskError(`The hand-off file ${file} names no image.`, {
      cause: 'The build trained a model and did not containerize it.',
      remedy: 'Add MLOpsContainerize@1 to the build after training, or name an image in `image`.',
    })
  }
  return { image: handoff.image_reference, handoff, handoffFile: file }
}

/** The contract tags that only a release knows. */
export function releaseTags({ image, handoff }: Release): Record<string, string> {
  const digest = /@(sha256:[0-9a-f]+)$/.exec(image)?.[1]
  const { model_name: name, model_version: version, job_name: run } = handoff ?? {}
  const verdict = verdictOf(handoff?.gate)
  return {
    ...(digest && { 'mlops.imageDigest': digest }),
    ...(name && { 'mlops.model': version ? `${name}:${version}` : name }),
    ...(run && { 'mlops.run': run }),
    ...(verdict !== undefined && { 'mlops.gate': verdict }),
  }
}

/** The gate's record is for people; of it only the verdict is known here. */
function verdictOf(gate: unknown): string | undefined {
  if (typeof gate !== 'object' || gate === null || !('verdict' in gate)) return undefined
  return typeof gate.verdict === 'string' && gate.verdict !== 'none' ? gate.verdict : undefined
}
