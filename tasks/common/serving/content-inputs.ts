import { existsSync } from 'node:fs'
import type { InputReader } from '../host/input-reader.ts'
import { DEFAULT_IMAGE } from '../machinelearning/environment/default-image.ts'
import type { DeploymentFile } from '../specification/deployment/deployment.ts'
import { missingScript } from '../specification/deployment/missing-script.ts'
import { environment } from '../specification/job/environment.ts'
import { anyMapping } from '../specification/schema/collections.ts'
import { YamlFile } from '../specification/yaml-file.ts'
import { fragment } from '../specification/fragment.ts'

/** A model, code and environment instead of an image that holds all three. */
export interface ContentInputs {
  /** Undefined: the model that the hand-off file names. */
  readonly model: { readonly name: string; readonly version: string } | undefined
  readonly environment: DeploymentFile['environment']
  readonly code: DeploymentFile['code_configuration']
}

const MODEL = { pattern: /^[\w][\w.-]{0,254}$/, expected: 'the name of a registered model' }
const VERSION = { pattern: /^[\w.-]+$/, expected: 'a version, or latest' }
const SCRIPT = { pattern: /^[\w./\\-]+\.py$/, expected: "a Python file's path relative to the source folder" }

/** The inputs that `readContentInputs` reads, but for the script's, which has a default. */
export const CONTENT = ['modelName', 'modelVersion', 'environment', 'condaFile', 'code'] as const

/** Undefined where the form names no part of it: an image is deployed then. */
export function readContentInputs(read: InputReader): ContentInputs | undefined {
  const name = read.text('modelName', MODEL)
  const version = read.text('modelVersion', VERSION)
  const code = readCode(read)
  const model = name === undefined ? undefined : { name, version: version ?? 'latest' }
  if (version !== undefined && name === undefined)
    read.reject('modelVersion', 'a version says nothing without the name of the model (modelName).')
  const described = readEnvironment(read)
  if (code !== undefined && described === undefined)
    read.reject('environment', 'code runs in an environment: name one, or give a conda file.')
  if (name === undefined && code === undefined && described === undefined) return undefined
  return { model, environment: described, code }
}

function readCode(read: InputReader): ContentInputs['code'] {
  const code = read.existingPath('code')
  const script = (read.text('scoringScript', SCRIPT) ?? 'score.py')
    .replace(/\\/g, '/')
    .replace(/^(\.\/)+/, '')
  if (code === undefined) return undefined
  const missing = existsSync(code) ? missingScript(code, script) : undefined
  if (missing !== undefined) read.reject('scoringScript', missing)
  return { code, scoring_script: script }
}

/** Registered, by its name; or Microsoft's image with the packages of a conda file. */
function readEnvironment(read: InputReader): ContentInputs['environment'] {
  const reference = read.text('environment')
  const condaFile = read.existingPath('condaFile')
  if (reference !== undefined && condaFile !== undefined)
    read.reject('environment', 'an environment and a conda file exclude each other; leave one blank.')
  if (reference !== undefined) return fragment(read, 'environment', environment)
  if (condaFile === undefined || !existsSync(condaFile)) return undefined
  const conda = read.orReject('condaFile', () => new YamlFile(condaFile).read(anyMapping))
  return conda && { image: DEFAULT_IMAGE, conda_file: conda }
}
