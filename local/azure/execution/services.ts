import type { EnvironmentStore } from './environments/environment-store.ts'
import type { LogRule } from './logs/log-rules.ts'
import type { Watchdog } from './processes/watchdog.ts'
import type { JobQueue } from './queue.ts'

/** What executing jobs needs beside the world. */
export interface ExecutionServices {
  environments: EnvironmentStore
  watchdog: Watchdog
  queue: JobQueue
  /** By run id, or `*` for all that have none. */
  logRules: Map<string, LogRule>
  caBundle: string
  /** Directory in which each job gets its node. */
  nodesDirectory: string
}
