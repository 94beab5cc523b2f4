import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import {
  readWorkspaceInputs,
  type WorkspaceInputs,
} from '../../common/machinelearning/workspace/workspace-inputs.ts'
import { readBuildInputs, type BuildInputs } from './image/build-inputs.ts'
import { readGate, type GateInputs } from './gate/gate-inputs.ts'
import { readImageInputs, type ImageInputs } from './image/image-inputs.ts'

export interface ContainerizeInputs extends WorkspaceInputs, ImageInputs, BuildInputs {
  readonly modelName: string | undefined
  /** A version or `latest`; undefined: that of the hand-off. */
  readonly modelVersion: string | undefined
  /** Undefined: no gate. */
  readonly gate: GateInputs | undefined
  readonly gateRejected: 'skip' | 'warn' | 'fail'
  readonly environmentName: string | undefined
  readonly handoffFile: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

const NAME = {
  pattern: /^[a-zA-Z0-9][\w.-]{0,254}$/,
  expected: 'a name of letters, digits, dots, hyphens, underscores',
}

export function readInputs(host: Host): ContainerizeInputs {
  const read = new InputReader(host)
  const inputs: ContainerizeInputs = {
    ...readWorkspaceInputs(read, host),
    modelName: read.text('modelName', NAME),
    modelVersion: read.text('modelVersion', NAME),
    gate: readGate(read),
    gateRejected: read.choice('gateRejected', ['skip', 'warn', 'fail'], 'skip'),
    ...readImageInputs(read),
    ...readBuildInputs(read, value => host.secret(value)),
    environmentName: read.text('environmentName', NAME),
    handoffFile: read.path('handoffFile'),
    tags: read.pairs('tags'),
  }
  read.done()
  return inputs
}
