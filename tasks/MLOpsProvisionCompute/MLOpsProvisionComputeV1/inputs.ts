import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import type { WhenExists } from '../../common/machinelearning/compute/plan-cluster.ts'
import {
  readWorkspaceInputs,
  type WorkspaceInputs,
} from '../../common/machinelearning/workspace/workspace-inputs.ts'
import { readAmlCompute, type AmlComputeInputs } from './aml-compute-inputs.ts'
import { readKubernetes, type KubernetesInputs } from './kubernetes/kubernetes-inputs.ts'

/** What every type of compute is asked by. */
export interface CommonInputs extends WorkspaceInputs {
  readonly computeName: string
  readonly whenExists: WhenExists
  readonly checkQuota: boolean
  readonly waitTimeoutInMinutes: number
  readonly tags: Readonly<Record<string, string>>
}

export type ProvisionInputs = AmlComputeInputs | KubernetesInputs

/** The service's own pattern (specification 2025-12-01): no digits alone after the last hyphen. */
const COMPUTE_NAME = {
  pattern: /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}$/,
  expected:
    'a compute name: 3 to 24 letters, digits and hyphens, a letter first, and not ending in a hyphen with only digits behind it',
}

export function readInputs(host: Host): ProvisionInputs {
  const read = new InputReader(host)
  const common: CommonInputs = {
    ...readWorkspaceInputs(read, host),
    computeName: read.required('computeName', COMPUTE_NAME),
    whenExists: read.choice('whenExists', ['reuse', 'update', 'fail'], 'reuse'),
    checkQuota: read.flag('checkQuota'),
    waitTimeoutInMinutes: read.integer('waitTimeoutInMinutes', { min: 1, max: 1440 }) ?? 20,
    tags: read.pairs('tags'),
  }
  const computeType = read.choice('computeType', ['amlCompute', 'kubernetes'], 'amlCompute')
  const inputs = { amlCompute: readAmlCompute, kubernetes: readKubernetes }[computeType](read, common)
  read.done()
  return inputs
}
