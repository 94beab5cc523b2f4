import type { EnvironmentStore } from './environments/environment-store.ts'
import type { Watchdog } from './processes/watchdog.ts'
import type { JobQueue } from './queue.ts'

/** What executing jobs needs beside the world. */
export interface ExecutionServices {
  environments: EnvironmentStore
  watchdog: Watchdog
  queue: JobQueue
  caBundle: string
  /** Directory in which each job gets its node. */
  nodesDirectory: string
}
