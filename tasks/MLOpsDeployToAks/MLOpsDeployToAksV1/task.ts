import type { TaskDefinition } from '../../common/host/task.ts'
import { finishRollout } from '../../common/rollout/finish-rollout.ts'
import { deployToAks } from './deploy-to-aks.ts'
import { readInputs, type DeployInputs } from './inputs.ts'

export const task: TaskDefinition<DeployInputs> = {
  name: 'MLOpsDeployToAks',
  readInputs,
  run: deployToAks,
  finish: finishRollout,
}
