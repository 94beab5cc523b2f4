import type { TaskDefinition } from '../../common/host/task.ts'
import { finishRollout } from '../../common/rollout/finish-rollout.ts'
import { deploy } from '../../common/serving/deploy.ts'
import { readInputs, type DeployInputs } from './inputs.ts'
import { managedTarget } from './managed-target.ts'

export const task: TaskDefinition<DeployInputs> = {
  name: 'MLOpsDeployToManagedEndpoint',
  readInputs,
  run: (inputs, host) => deploy(inputs, host, managedTarget(inputs, host)),
  finish: finishRollout,
}
