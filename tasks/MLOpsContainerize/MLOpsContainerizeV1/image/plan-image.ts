import type { Host } from '../../../common/host/host.ts'
import { environmentImage } from '../../../common/machinelearning/environment/environment-image.ts'
import { textFile, type ContextFile } from '../../../common/registry/image/context-file.ts'
import { condaDependencies, type ImageDependencies } from '../../../common/registry/image/dependencies.ts'
import { dockerfile, labelled, SERVE } from '../../../common/registry/image/dockerfile.ts'
import { outlineOf } from '../../../common/registry/image/dockerfile-outline.ts'
import { notesOn } from '../../../common/registry/image/own-dockerfile.ts'
import { resolveBase, type BaseImage } from '../../../common/registry/manifest/base-digest.ts'
import type { Registry } from '../../../common/registry/registry.ts'
import type { ChosenModel } from '../choose-candidate.ts'
import { defaultTags, labelsOf, repositoryOf } from './image-names.ts'
import type { ContainerizeInputs } from '../inputs.ts'
import type { LocalSources } from './read-sources.ts'

/** Everything of an image but the model's files. */
export interface ImagePlan {
  readonly repository: string
  /** Beside the one that is made from the content. */
  readonly tags: readonly string[]
  readonly files: readonly ContextFile[]
  readonly bases: readonly BaseImage[]
  /** The Dockerfile names them by tags, of which the digests are known. */
  readonly pullsBases: boolean
  /** Sentences for the log. */
  readonly notes: readonly string[]
}

/** Finds out what the image would be made of. Reads, and writes nothing. */
export async function planImage(
  registry: Registry,
  inputs: ContainerizeInputs,
  sources: LocalSources,
  model: ChosenModel,
  host: Host,
): Promise<ImagePlan> {
  const made =
    sources.dockerfile === undefined
      ? await ourDockerfile(registry, inputs, sources, model)
      : await ownDockerfile(registry, inputs, sources.dockerfile, sources, model)
  return {
    repository: inputs.repository ?? repositoryOf(model.name),
    tags: inputs.imageTags.length > 0 ? inputs.imageTags : defaultTags(host),
    ...made,
    files: [...made.files, { ...textFile('serve', SERVE), isExecutable: true }, ...sources.code],
  }
}

type Made = Pick<ImagePlan, 'files' | 'bases' | 'pullsBases' | 'notes'>

async function ourDockerfile(
  registry: Registry,
  inputs: ContainerizeInputs,
  sources: LocalSources,
  model: ChosenModel,
): Promise<Made> {
  const { image, dependencies } = await baseOf(registry, inputs, sources)
  const base = await resolveBase(registry, image, inputs.access.logins)
  const text = dockerfile({
    baseImage: base.reference,
    pythonVersion: dependencies.pythonVersion,
    modelName: model.name,
    modelVersion: model.version,
    scoringScript: inputs.scoringScript,
    labels: { ...labelsOf(model), ...baseLabels(base) },
    arguments: [...Object.keys(inputs.buildArguments), ...Object.keys(inputs.secretBuildArguments)],
  })
  return {
    files: [textFile('Dockerfile', text), ...dependencies.files],
    bases: [base],
    pullsBases: false,
    notes: [...dependencies.notes, `Python ${dependencies.pythonVersion} over ${base.reference}.`],
  }
}

/** An environment's conda file says what it needs, unless the form does. */
async function baseOf(
  { workspace }: Registry,
  { base }: ContainerizeInputs,
  { dependencies }: LocalSources,
): Promise<{ image: string; dependencies: ImageDependencies }> {
  if (base.kind === 'image' && dependencies) return { image: base.image, dependencies }
  const reference = base.kind === 'environment' ? base.reference : ''
  const { label, image, condaFile } = await environmentImage(workspace, reference)
  workspace.session.log.info(
    `Environment ${label}: image ${image}${condaFile === undefined || dependencies ? '' : ', and its conda file'}.`,
  )
  return { image, dependencies: dependencies ?? condaDependencies(`environment ${label}`, condaFile) }
}

async function ownDockerfile(
  registry: Registry,
  inputs: ContainerizeInputs,
  text: string,
  { dependencies }: LocalSources,
  model: ChosenModel,
): Promise<Made> {
  const { bases } = outlineOf(text, inputs.buildArguments)
  const resolved = await Promise.all(bases.map(base => resolveBase(registry, base, inputs.access.logins)))
  return {
    files: [textFile('Dockerfile', labelled(text, labelsOf(model))), ...(dependencies?.files ?? [])],
    bases: resolved,
    pullsBases: resolved.length > 0 && resolved.every(({ digest }) => digest !== undefined),
    notes: [...(dependencies?.notes ?? []), 'The Dockerfile is your own.', ...notesOn(text)],
  }
}

const baseLabels = ({ name, digest }: BaseImage): Record<string, string> => ({
  'org.opencontainers.image.base.name': name,
  ...(digest !== undefined && { 'org.opencontainers.image.base.digest': digest }),
})

/** Tells what would be built, before it is. */
export function printPlan(
  plan: ImagePlan,
  { code }: LocalSources,
  inputs: ContainerizeInputs,
  { log }: Host,
): void {
  for (const note of plan.notes) log.info(note)
  log.info(`Image ${plan.repository} (${plan.tags.join(', ')}), ${inputs.platform}.`)
  log.info(`Code: ${code.length} file(s), scoring script ${inputs.scoringScript}.`)
}
