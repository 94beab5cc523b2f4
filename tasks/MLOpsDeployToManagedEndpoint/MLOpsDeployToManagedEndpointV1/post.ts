import { runPost } from '../../common/host/run-task.ts'
import { task } from './task.ts'

void runPost(task)
