import type { Host } from '../../common/host/host.ts'
import { codeFiles } from '../../common/registry/image/code-files.ts'
import { textFile, type ContextFile } from '../../common/registry/image/context-file.ts'
import { imageDependencies, type ImageDependencies } from '../../common/registry/image/dependencies.ts'
import { dockerfile, SERVE, type VolatileArgument } from '../../common/registry/image/dockerfile.ts'
import type { ChosenModel } from './choose-candidate.ts'
import type { ContainerizeInputs } from './inputs.ts'

/** What this machine gives to the image; found before anything is sent. */
export interface LocalSources {
  readonly dependencies: ImageDependencies
  readonly code: readonly ContextFile[]
}

/** Everything of an image but the model's files. */
export interface ImagePlan {
  readonly repository: string
  /** Beside the one that is made from the content. */
  readonly tags: readonly string[]
  readonly files: readonly ContextFile[]
  readonly arguments: Readonly<Record<VolatileArgument, string>>
}

export async function readSources({
  dependencyFile,
  code,
  scoringScript,
}: ContainerizeInputs): Promise<LocalSources> {
  return { dependencies: imageDependencies(dependencyFile), code: await codeFiles(code, scoringScript) }
}

export function planImage(
  inputs: ContainerizeInputs,
  { dependencies, code }: LocalSources,
  model: ChosenModel,
  host: Host,
): ImagePlan {
  const recipe = {
    baseImage: inputs.image,
    pythonVersion: dependencies.pythonVersion,
    modelName: model.name,
    modelVersion: model.version,
    scoringScript: inputs.scoringScript,
    labels: labelsOf(model),
  }
  return {
    repository: inputs.repository ?? repositoryOf(model.name),
    tags: inputs.imageTags.length > 0 ? inputs.imageTags : defaultTags(host),
    arguments: volatileArguments(host),
    files: [
      textFile('Dockerfile', dockerfile(recipe)),
      { ...textFile('serve', SERVE), isExecutable: true },
      ...dependencies.files,
      ...code,
    ],
  }
}

/** Tells what would be built, before it is. */
export function printPlan(
  plan: ImagePlan,
  { dependencies, code }: LocalSources,
  inputs: ContainerizeInputs,
  host: Host,
): void {
  for (const note of dependencies.notes) host.log.info(note)
  host.log.info(
    `Image ${plan.repository} (${plan.tags.join(', ')}) over ${inputs.image}, Python ${dependencies.pythonVersion}.`,
  )
  host.log.info(`Code: ${code.length} file(s), scoring script ${inputs.scoringScript}.`)
}

function volatileArguments({ variables, clock }: Host): Record<VolatileArgument, string> {
  return {
    CREATED: new Date(clock.now()).toISOString(),
    REVISION: variables.get('Build.SourceVersion') ?? '',
    VERSION: variables.get('Build.BuildNumber') ?? variables.get('Release.ReleaseName') ?? '',
    SOURCE: variables.get('Build.Repository.Uri') ?? '',
  }
}

const PLAIN = /^[\w.-]+$/

/** The model by name, run and numbers. What a Dockerfile could take for something else is left out. */
function labelsOf({ model, job, metrics }: ChosenModel): Record<string, string> {
  const numbers = Object.entries(metrics).filter(
    ([name, value]) => PLAIN.test(name) && Number.isFinite(value),
  )
  return {
    'mlops.model': model,
    ...(job !== undefined && PLAIN.test(job) && { 'mlops.run': job }),
    ...Object.fromEntries(numbers.map(([name, value]) => [`mlops.metric.${name}`, String(value)])),
  }
}

const repositoryOf = (model: string): string =>
  model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** The number of the build, in the letters that a tag may have. */
function defaultTags({ variables }: Host): string[] {
  const number = variables.get('Build.BuildNumber') ?? variables.get('Release.ReleaseName')
  return number === undefined
    ? []
    : [
        number
          .replace(/[^\w.-]+/g, '-')
          .replace(/^[.-]+/, '')
          .slice(0, 128),
      ]
}
