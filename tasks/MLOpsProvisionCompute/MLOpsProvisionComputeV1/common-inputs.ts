import { COMPUTE } from '../../common/azure/name-rules.ts'
import type { Host } from '../../common/host/host.ts'
import type { InputReader } from '../../common/host/input-reader.ts'
import type { WhenExists } from '../../common/machinelearning/compute/plan-cluster.ts'
import {
  readWorkspaceInputs,
  type WorkspaceInputs,
} from '../../common/machinelearning/workspace/workspace-inputs.ts'

/** What every type of compute is asked by. */
export interface CommonInputs extends WorkspaceInputs {
  readonly computeName: string
  readonly whenExists: WhenExists
  readonly checkQuota: boolean
  readonly waitTimeoutInMinutes: number
  readonly tags: Readonly<Record<string, string>>
}

export const IDENTITY_TYPES = [
  'none',
  'system_assigned',
  'user_assigned',
  'system_and_user_assigned',
] as const

export const readCommonInputs = (read: InputReader, host: Host): CommonInputs => ({
  ...readWorkspaceInputs(read, host),
  computeName: read.required('computeName', COMPUTE),
  whenExists: read.choice('whenExists', ['reuse', 'update', 'fail'], 'reuse'),
  checkQuota: read.flag('checkQuota'),
  waitTimeoutInMinutes: read.integer('waitTimeoutInMinutes', { min: 1, max: 1440 }) ?? 20,
  tags: read.pairs('tags'),
})
