import { DEFAULT_IMAGE } from '../../../common/machinelearning/environment/default-image.ts'
import type { InputReader } from '../../../common/host/input-reader.ts'

/** What the image is built upon. */
export type BaseChoice =
  | { readonly kind: 'image'; readonly image: string }
  /** `NAME:VERSION`, `NAME@latest` or an ARM id, with or without `azureml:`. */
  | { readonly kind: 'environment'; readonly reference: string }
  | { readonly kind: 'dockerfile'; readonly file: string }

export interface ImageInputs {
  readonly code: string
  /** Relative to `code`, with forward slashes. */
  readonly scoringScript: string
  /** Undefined where the environment or the Dockerfile brings the dependencies. */
  readonly dependencyFile: string | undefined
  readonly base: BaseChoice
}

const IMAGE = { pattern: /^[^\s"'$]+$/, expected: 'an image name' }
const SCRIPT = { pattern: /^[\w./\\-]+\.py$/, expected: "a Python file's path relative to the source folder" }
const ENVIRONMENT = {
  pattern:
    /^(azureml:)?([\w.-]+(:[\w.-]+|@latest)|\/subscriptions\/\S+\/environments\/[^/\s]+\/versions\/[^/\s]+)$/i,
  expected:
    "an environment of the workspace: NAME:VERSION, NAME@latest or its resource ID (of a curated one, give its image in 'image')",
}

export function readImageInputs(read: InputReader): ImageInputs {
  const base = readBase(read)
  return {
    code: readCode(read),
    scoringScript: readScript(read),
    base,
    dependencyFile: readDependencies(read, base),
  }
}

function readBase(read: InputReader): BaseChoice {
  const image = read.text('image', IMAGE)
  const reference = read.text('environment', ENVIRONMENT)
  const file = read.existingPath('dockerfile')
  const given = Object.entries({ image, environment: reference, dockerfile: file }).filter(
    ([, value]) => value !== undefined,
  )
  if (given.length > 1)
    read.reject(
      given[0]?.[0] ?? 'image',
      `${given.map(([name]) => name).join(' and ')} exclude each other; leave all but one blank.`,
    )
  if (file !== undefined) return { kind: 'dockerfile', file }
  if (reference !== undefined) return { kind: 'environment', reference: reference.replace(/^azureml:/, '') }
  return { kind: 'image', image: image ?? DEFAULT_IMAGE }
}

function readCode(read: InputReader): string {
  const code = read.existingPath('code')
  if (code === undefined) read.reject('code', 'the folder of the scoring script is required.')
  return code ?? ''
}

function readScript(read: InputReader): string {
  const script = (read.text('scoringScript', SCRIPT) ?? 'score.py')
    .replace(/\\/g, '/')
    .replace(/^(\.\/)+/, '')
  if (script.startsWith('/') || script.split('/').includes('..'))
    read.reject('scoringScript', `"${script}" does not lie in the source folder.`)
  return script
}

function readDependencies(read: InputReader, { kind }: BaseChoice): string | undefined {
  const conda = read.existingPath('condaFile')
  const requirements = read.existingPath('requirementsFile')
  if (conda !== undefined && requirements !== undefined)
    read.reject('condaFile', 'a conda file and a requirements file exclude each other; leave one blank.')
  const file = conda ?? requirements
  if (file === undefined && kind === 'image')
    read.reject(
      'condaFile',
      'give a conda file or a requirements file: the image needs what the script imports.',
    )
  return file
}
