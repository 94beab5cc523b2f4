import type { TaskDefinition } from '../../common/host/task.ts'
import { readInputs, type ScoreInputs } from './inputs.ts'
import { scoreEndpoint } from './score-endpoint.ts'

export const task: TaskDefinition<ScoreInputs> = {
  name: 'MLOpsScore',
  readInputs,
  run: scoreEndpoint,
}
