import type { TaskDefinition } from '../../common/host/task.ts'
import { readInputs, type ProvisionInputs } from './inputs.ts'
import { provisionCluster } from './provision-cluster.ts'

export const task: TaskDefinition<ProvisionInputs> = {
  name: 'MLOpsProvisionCompute',
  readInputs,
  run: provisionCluster,
}
