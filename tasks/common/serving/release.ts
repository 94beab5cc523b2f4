import type { BuildOutput } from '../handoff/build-output.ts'
import { requireBuildOutput } from '../handoff/find-build-output.ts'
import { readBuildOutput } from '../handoff/read-build-output.ts'
import { TaskError } from '../errors.ts'
import type { Variables } from '../host/host.ts'
import { holdsContent, type ServingInputs } from './serving-inputs.ts'

/** What is to be deployed, and where it was read. */
export interface Release {
  /** Undefined where model, code and environment are deployed, or what a file says. */
  readonly image: string | undefined
  /** The registered model, where the form or the hand-off names one; its version may be `latest`. */
  readonly model: { readonly name: string; readonly version: string } | undefined
  /** Undefined where the form or a file said it all. */
  readonly handoff: BuildOutput | undefined
  readonly handoffFile: string | undefined
}

type Asked = Pick<ServingInputs, 'image' | 'handoffFile' | 'content' | 'files'>

/** What to deploy; undefined where the build's gate said no. */
export async function readRelease(asked: Asked, variables: Variables): Promise<Release | undefined> {
  const { image, content } = asked
  if (isComplete(asked)) return { image, model: content?.model, handoff: undefined, handoffFile: undefined }
  const file = await requireBuildOutput(variables, asked.handoffFile)
  const handoff = await readBuildOutput(file)
  if (handoff.deploy_model_bool === false) return undefined
  const built = takesImage(asked) ? (handoff.image_reference ?? undefined) : undefined
  const model = content?.model ?? namedModel(handoff)
  if (!model && (content ?? (takesImage(asked) && built === undefined))) throw namesNothing(handoff, file)
  return { image: built, model, handoff, handoffFile: file }
}

/** Nothing is left for a hand-off to say, and none was named. */
function isComplete(asked: Asked): boolean {
  if (asked.handoffFile !== undefined) return false
  return takesImage(asked) ? asked.image !== undefined : !asked.content || asked.content.model !== undefined
}

const takesImage = ({ content, files }: Asked): boolean => !content && !(files && holdsContent(files))

/** Where there is neither an image nor a model: what is missing is what the inputs would take. */
const namesNothing = ({ model_name: name }: BuildOutput, file: string): TaskError =>
  new TaskError(`The hand-off file ${file} names no image and no registered model.`, {
    cause: `The build ${name === null ? 'trained a model and did not register it' : 'did not tell the version of its model'}, and did not containerize it.`,
    remedy:
      'Let MLOpsTrain@1 register the model (modelName) and add MLOpsContainerize@1, or name here what to deploy: `image`, or `modelName`.',
  })

const namedModel = ({ model_name: name, model_version: version }: BuildOutput): Release['model'] =>
  name === null || version === null ? undefined : { name, version }

/** The contract tags that only a release knows. */
export function releaseTags({ image, model, handoff }: Release): Record<string, string> {
  const digest = /@(sha256:[0-9a-f]+)$/.exec(image ?? '')?.[1]
  const { model_name: trained, job_name: run } = handoff ?? {}
  const named = model ? `${model.name}:${model.version}` : trained
  const verdict = verdictOf(handoff?.gate)
  return {
    ...(digest && { 'mlops.imageDigest': digest }),
    ...(named && { 'mlops.model': named }),
    ...(run && { 'mlops.run': run }),
    ...(verdict !== undefined && { 'mlops.gate': verdict }),
  }
}

/** The gate's record is for people; of it only the verdict is known here. */
function verdictOf(gate: unknown): string | undefined {
  if (typeof gate !== 'object' || gate === null || !('verdict' in gate)) return undefined
  return typeof gate.verdict === 'string' && gate.verdict !== 'none' ? gate.verdict : undefined
}
