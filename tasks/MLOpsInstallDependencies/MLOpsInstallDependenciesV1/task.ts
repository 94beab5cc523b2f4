import type { TaskDefinition } from '../../common/host/task.ts'
import { readInputs, type Inputs } from './inputs.ts'
import { installDependencies } from './install-dependencies.ts'

export const task: TaskDefinition<Inputs> = {
  name: 'MLOpsInstallDependencies',
  readInputs,
  run: installDependencies,
}
