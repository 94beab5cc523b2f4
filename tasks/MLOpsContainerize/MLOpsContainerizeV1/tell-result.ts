import { SCHEMA_VERSION, writeBuildOutput, type BuildOutput } from '../../common/handoff/build-output.ts'
import type { Host } from '../../common/host/host.ts'
import { cell } from '../../common/summary/markdown.ts'
import type { Image } from './image/build-image.ts'
import type { ChosenModel, Handoff } from './choose-candidate.ts'
import { gateSummary } from './gate/gate-summary.ts'
import type { GateResult } from './gate/run-gate.ts'

/** Tells the next steps and stages, and a reader, what came out: outputs, hand-off, summary. */
export async function tellResult(
  host: Host,
  handoff: Handoff,
  model: ChosenModel,
  gate: GateResult,
  image: Image | undefined,
): Promise<void> {
  const { outputs } = host
  outputs.set('deployModel', String(image !== undefined))
  outputs.set('modelName', model.name)
  outputs.set('modelVersion', model.version)
  if (image) {
    outputs.set('imageReference', image.reference)
    outputs.set('imageDigest', image.digest)
  }
  await writeBuildOutput(handoff.file, handoffOf(handoff, model, gate, image, host))
  outputs.set('handoffFile', handoff.file)
  host.log.info(`Hand-off: ${handoff.file}`)
  await outputs.summary(`containerize-${model.name}-${model.version}`, summaryOf(model, gate, image))
}

function handoffOf(
  handoff: Handoff,
  model: ChosenModel,
  gate: GateResult,
  image: Image | undefined,
  { variables }: Host,
): BuildOutput {
  const { metrics } = model
  const output = handedOff(handoff, model)
  return {
    model_path: model.resource.properties.modelUri ?? null,
    build_number: variables.get('Build.BuildNumber') ?? null,
    commit: variables.get('Build.SourceVersion') ?? null,
    ...output,
    schema_version: SCHEMA_VERSION,
    model_name: model.name,
    model_version: model.version,
    model_acc: metrics['roc_auc'] ?? metrics['accuracy'] ?? null,
    metrics,
    job_name: model.job ?? output?.job_name ?? '',
    deploy_model_bool: image !== undefined,
    gate: { verdict: gate.verdict, baseline: gate.baseline, rules: gate.clauses },
    image_name: image?.name ?? null,
    image_id: image?.digest ?? null,
    image_reference: image?.reference ?? null,
    image_digest: image?.digest ?? null,
    image_commit: image?.commit ?? null,
  }
}

/** What the training step told, where it told it of this model. */
const handedOff = ({ output }: Handoff, { name, version }: ChosenModel): BuildOutput | undefined =>
  output?.model_name === name && output.model_version === version ? output : undefined

function summaryOf(model: ChosenModel, gate: GateResult, image: Image | undefined): string {
  return [
    gateSummary(model, gate),
    image
      ? `Image **${cell(image.name)}**${image.isReused ? ', reused' : ''}: \`${image.reference}\`${image.commit ? `, built from commit ${cell(image.commit)}` : ''}`
      : 'No image was built.',
  ]
    .filter(part => part !== '')
    .join('\n\n')
}
