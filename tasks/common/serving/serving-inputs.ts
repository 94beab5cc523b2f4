import { statSync } from 'node:fs'
import type { InputReader } from '../host/input-reader.ts'
import type { WorkspaceInputs } from '../machinelearning/workspace/workspace-inputs.ts'
import { readVaultInputs, type VaultInputs } from '../keyvault/vault-inputs.ts'
import { SERVING_NAME } from '../specification/serving-name.ts'
import { CONTENT, readContentInputs, type ContentInputs } from './content-inputs.ts'
import { givenOf, readServingFiles, type Kind, type ServingFiles } from './file-inputs.ts'
import { readRolloutInputs, type RolloutInputs } from './rollout-inputs.ts'
import { SETTINGS } from './settings-inputs.ts'

/** What every task reads that brings a deployment into service. */
export interface ServingInputs extends WorkspaceInputs, RolloutInputs {
  /** Undefined where the form describes the deployment. */
  readonly files: ServingFiles | undefined
  /** Inputs that say something and do not count beside the files. */
  readonly unused: readonly string[]
  readonly handoffFile: string | undefined
  readonly image: string | undefined
  /** Undefined where an image is deployed, or what a file says. */
  readonly content: ContentInputs | undefined
  readonly endpointName: string
  readonly deploymentName: string | undefined
  readonly description: string | undefined
  /** Undefined: the key goes into the secret output only. */
  readonly keyVault: VaultInputs | undefined
  readonly handoffOutputFile: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

const IMAGE = {
  pattern: /^[^\s/]+\/[^\s@]+(@sha256:[0-9a-f]{64})?$/,
  expected: 'an image with its registry, as REGISTRY/chd@sha256:...',
}

export function readServingInputs(read: InputReader, workspace: WorkspaceInputs, kind: Kind): ServingInputs {
  const files = readServingFiles(read, kind)
  const endpointName = readEndpointName(read, files)
  const inputs = {
    ...workspace,
    ...readRolloutInputs(read),
    files,
    unused: files ? givenOf(read, [...CONTENT, ...SETTINGS]) : [],
    handoffFile: read.existingPath('handoffFile'),
    image: read.text('image', IMAGE),
    content: isFile(read) ? undefined : readContentInputs(read),
    endpointName,
    keyVault: readVaultInputs(read, endpointName),
    deploymentName: read.text('deploymentName', SERVING_NAME),
    description: read.text('description'),
    handoffOutputFile: readOutputFile(read),
    tags: read.pairs('tags'),
  }
  rejectCombinations(read, inputs)
  return inputs
}

const isFile = (read: InputReader): boolean => read.text('definition')?.toLowerCase() === 'file'

/** The input wins over the files: one pair of files serves several stages. */
function readEndpointName(read: InputReader, files: ServingFiles | undefined): string {
  const named = files?.endpoint?.name ?? files?.deployment.endpoint_name
  const input = read.text('endpointName', SERVING_NAME)
  if (input === undefined && named === undefined && !isFile(read)) read.reject('endpointName', 'is required.')
  if (input === undefined && files?.endpoint && !isSame(files.endpoint.name, files.deployment.endpoint_name))
    read.reject(
      'deploymentFile',
      `is for endpoint ${files.deployment.endpoint_name}, but the endpoint file describes ${files.endpoint.name}.`,
    )
  return input ?? named ?? ''
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** It is written when the new deployment serves: too late to find that it cannot be. */
function readOutputFile(read: InputReader): string | undefined {
  const file = read.path('handoffOutputFile')
  if (file !== undefined && statSync(file, { throwIfNoEntry: false })?.isDirectory())
    read.reject('handoffOutputFile', `${file} is a folder; name the file in it.`)
  return file
}

function rejectCombinations(read: InputReader, { image, handoffFile, content, files }: ServingInputs): void {
  if (image && handoffFile)
    read.reject('image', 'an image and a hand-off file exclude each other; leave one blank.')
  if (image && content)
    read.reject('image', 'an image holds model and code; leave it blank, or modelName, environment and code.')
  if (image && files && holdsContent(files))
    read.reject(
      'image',
      'the deployment file says already what to deploy: it names a model or an environment.',
    )
}

/** Whether a deployment file says what runs; one that does not takes the image of the form or of the hand-off file. */
export const holdsContent = ({ deployment }: ServingFiles): boolean =>
  deployment.environment !== undefined || deployment.model !== undefined
