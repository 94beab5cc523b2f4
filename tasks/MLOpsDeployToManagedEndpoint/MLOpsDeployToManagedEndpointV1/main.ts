import { runTask } from '../../common/host/run-task.ts'
import { task } from './task.ts'

void runTask(task)
