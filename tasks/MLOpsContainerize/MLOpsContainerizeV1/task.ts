import type { TaskDefinition } from '../../common/host/task.ts'
import { containerizeModel } from './containerize-model.ts'
import { finishBuild } from './image/finish-build.ts'
import { readInputs, type ContainerizeInputs } from './inputs.ts'

export const task: TaskDefinition<ContainerizeInputs> = {
  name: 'MLOpsContainerize',
  readInputs,
  run: containerizeModel,
  finish: finishBuild,
}
