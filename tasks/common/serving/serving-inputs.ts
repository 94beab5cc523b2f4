import type { InputReader } from '../host/input-reader.ts'
import type { WorkspaceInputs } from '../machinelearning/workspace/workspace-inputs.ts'
import { SERVING_NAME } from '../specification/serving-name.ts'
import { readRolloutInputs, type RolloutInputs } from './rollout-inputs.ts'

/** What every task reads that brings a deployment into service. */
export interface ServingInputs extends WorkspaceInputs, RolloutInputs {
  readonly handoffFile: string | undefined
  readonly image: string | undefined
  readonly endpointName: string
  readonly deploymentName: string | undefined
  readonly description: string | undefined
  readonly handoffOutputFile: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

const IMAGE = {
  pattern: /^[^\s/]+\/[^\s@]+(@sha256:[0-9a-f]{64})?$/,
  expected: 'an image with its registry, as REGISTRY/chd@sha256:...',
}

export function readServingInputs(read: InputReader, workspace: WorkspaceInputs): ServingInputs {
  const inputs = {
    ...workspace,
    ...readRolloutInputs(read),
    handoffFile: read.existingPath('handoffFile'),
    image: read.text('image', IMAGE),
    endpointName: read.required('endpointName', SERVING_NAME),
    deploymentName: read.text('deploymentName', SERVING_NAME),
    description: read.text('description'),
    handoffOutputFile: read.path('handoffOutputFile'),
    tags: read.pairs('tags'),
  }
  if (inputs.image && inputs.handoffFile)
    read.reject('image', 'an image and a hand-off file exclude each other; leave one blank.')
  return inputs
}
