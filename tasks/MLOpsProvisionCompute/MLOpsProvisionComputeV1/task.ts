import type { Host } from '../../common/host/host.ts'
import type { Outcome, TaskDefinition } from '../../common/host/task.ts'
import { readInputs, type ProvisionInputs } from './inputs.ts'
import { provisionKubernetes } from './kubernetes/provision-kubernetes.ts'
import { provisionCluster } from './provision-cluster.ts'
import { tellUnused } from './tell-unused.ts'

type InputsOf<T> = Extract<ProvisionInputs, { readonly computeType: T }>

/** One way to provision for each type of compute. */
const PROVISION: {
  readonly [T in ProvisionInputs['computeType']]: (inputs: InputsOf<T>, host: Host) => Promise<Outcome>
} = { amlCompute: provisionCluster, kubernetes: provisionKubernetes }

export const task: TaskDefinition<ProvisionInputs> = {
  name: 'MLOpsProvisionCompute',
  readInputs,
  run(inputs, host) {
    tellUnused(inputs, host)
    return inputs.computeType === 'amlCompute'
      ? PROVISION.amlCompute(inputs, host)
      : PROVISION.kubernetes(inputs, host)
  },
}
