import type { TaskDefinition } from '../../common/host/task.ts'
import { finishJob } from './run/finish-job.ts'
import { readInputs, type TrainInputs } from './inputs.ts'
import { trainModel } from './train-model.ts'

export const task: TaskDefinition<TrainInputs> = {
  name: 'MLOpsTrain',
  readInputs,
  run: trainModel,
  finish: finishJob,
}
