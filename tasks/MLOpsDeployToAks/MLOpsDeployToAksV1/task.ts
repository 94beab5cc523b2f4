import type { TaskDefinition } from '../../common/host/task.ts'
import { finishRollout } from '../../common/rollout/finish-rollout.ts'
import { deploy } from '../../common/serving/deploy.ts'
import { clusterTarget } from './cluster-target.ts'
import { readInputs, type DeployInputs } from './inputs.ts'

export const task: TaskDefinition<DeployInputs> = {
  name: 'MLOpsDeployToAks',
  readInputs,
  run: (inputs, host) => deploy(inputs, host, clusterTarget(inputs, host)),
  finish: finishRollout,
}
