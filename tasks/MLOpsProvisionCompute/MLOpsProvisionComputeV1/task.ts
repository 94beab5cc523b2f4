import type { Host } from '../../common/host/host.ts'
import type { Outcome, TaskDefinition } from '../../common/host/task.ts'
import { readInputs, type ProvisionInputs } from './inputs.ts'
import { provisionCluster } from './provision-cluster.ts'

/** One way to provision for each type of compute. */
const PROVISION: {
  readonly [T in ProvisionInputs['computeType']]: (inputs: ProvisionInputs, host: Host) => Promise<Outcome>
} = { amlCompute: provisionCluster }

export const task: TaskDefinition<ProvisionInputs> = {
  name: 'MLOpsProvisionCompute',
  readInputs,
  run: (inputs, host) => PROVISION[inputs.computeType](inputs, host),
}
