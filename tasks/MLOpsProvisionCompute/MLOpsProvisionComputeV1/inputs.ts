import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import { readAmlCompute, type AmlComputeInputs } from './aml-compute-inputs.ts'
import { readCommonInputs } from './common-inputs.ts'
import { readKubernetes, type KubernetesInputs } from './kubernetes/kubernetes-inputs.ts'

export type ProvisionInputs = AmlComputeInputs | KubernetesInputs

export function readInputs(host: Host): ProvisionInputs {
  const read = new InputReader(host)
  const common = readCommonInputs(read, host)
  const computeType = read.choice('computeType', ['amlCompute', 'kubernetes'], 'amlCompute')
  const inputs = { amlCompute: readAmlCompute, kubernetes: readKubernetes }[computeType](read, common)
  read.done()
  return inputs
}
