import type { TaskDefinition } from '../../common/host/task.ts'
import { cleanUp } from './clean-up.ts'
import { readInputs, type CleanUpInputs } from './inputs.ts'

export const task: TaskDefinition<CleanUpInputs> = {
  name: 'MLOpsCleanUp',
  readInputs,
  run: cleanUp,
}
