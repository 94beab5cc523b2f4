import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import {
  readWorkspaceInputs,
  type WorkspaceInputs,
} from '../../common/machinelearning/workspace/workspace-inputs.ts'
import { readGate, type GateInputs } from './gate-inputs.ts'

export interface ContainerizeInputs extends WorkspaceInputs {
  readonly modelName: string | undefined
  /** A version or `latest`; undefined: that of the hand-off. */
  readonly modelVersion: string | undefined
  /** Undefined: no gate. */
  readonly gate: GateInputs | undefined
  readonly gateRejected: 'skip' | 'warn' | 'fail'
  readonly code: string
  /** Relative to `code`, with forward slashes. */
  readonly scoringScript: string
  readonly dependencyFile: string
  readonly image: string
  readonly azureContainerRegistry: string | undefined
  readonly repository: string | undefined
  readonly imageTags: readonly string[]
  readonly builder: 'auto' | 'acr'
  readonly environmentName: string | undefined
  readonly handoffFile: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

const DEFAULT_IMAGE = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest'
const NAME = {
  pattern: /^[a-zA-Z0-9][\w.-]{0,254}$/,
  expected: 'a name of letters, digits, dots, hyphens, underscores',
}
const REPOSITORY = {
  pattern: /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
  expected: 'a repository (lower-case letters and digits, parts by slashes), without registry and tag',
}
const IMAGE = { pattern: /^[^\s"'$]+$/, expected: 'an image name' }
const SCRIPT = { pattern: /^[\w./\\-]+\.py$/, expected: "a Python file's path relative to the source folder" }
const TAG = /^\w[\w.-]{0,127}$/

export function readInputs(host: Host): ContainerizeInputs {
  const read = new InputReader(host)
  const inputs: ContainerizeInputs = {
    ...readWorkspaceInputs(read, host),
    modelName: read.text('modelName', NAME),
    modelVersion: read.text('modelVersion', NAME),
    gate: readGate(read),
    gateRejected: read.choice('gateRejected', ['skip', 'warn', 'fail'], 'skip'),
    code: readCode(read),
    scoringScript: readScript(read),
    dependencyFile: readDependencies(read),
    image: read.text('image', IMAGE) ?? DEFAULT_IMAGE,
    azureContainerRegistry: read.text('azureContainerRegistry'),
    repository: read.text('repository', REPOSITORY),
    imageTags: readTags(read),
    builder: read.choice('builder', ['auto', 'acr'], 'auto'),
    environmentName: read.text('environmentName', NAME),
    handoffFile: read.path('handoffFile'),
    tags: read.pairs('tags'),
  }
  read.done()
  return inputs
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

function readDependencies(read: InputReader): string {
  const conda = read.existingPath('condaFile')
  const requirements = read.existingPath('requirementsFile')
  if (conda !== undefined && requirements !== undefined)
    read.reject('condaFile', 'a conda file and a requirements file exclude each other; leave one blank.')
  const file = conda ?? requirements
  if (file === undefined)
    read.reject(
      'condaFile',
      'give a conda file or a requirements file: the image needs what the script imports.',
    )
  return file ?? ''
}

function readTags(read: InputReader): string[] {
  const tags = read.lines('imageTags')
  for (const tag of tags) {
    if (!TAG.test(tag))
      read.reject(
        'imageTags',
        `"${tag}" is no image tag (letters, digits, dots, hyphens, underscores; at most 128).`,
      )
  }
  return tags
}
