import { bash } from './bash.ts'
import { commandLine } from './command-line.ts'
import type { InBoxTask } from './in-box-task.ts'

/** The tasks that every agent has. */
export const inBoxTasks: readonly InBoxTask[] = [commandLine, bash]
