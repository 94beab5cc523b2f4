import type { World } from '../../core/world.ts'
import { artifactPlace } from '../../machinelearning/common/uris.ts'
import type { RunDocument } from '../../run-history/run-document.ts'
import { type AppendLog, createAppendLog } from './append-log.ts'

/** The logs that the processes of a run write, by the names under which run history links them. */
export interface JobLogs {
  /** Makes the log, or answers the one that is open. */
  open(name: string): Promise<AppendLog>
  flush(): Promise<void>
}

export function createJobLogs(world: World, { dataContainerId }: RunDocument): JobLogs {
  const logs = new Map<string, AppendLog>()
  return {
    async open(name) {
      const known = logs.get(name)
      if (known) return known
      const place = artifactPlace(world, dataContainerId, name)
      const log = createAppendLog(world.blobs, place.container, place.path)
      logs.set(name, log)
      await log.open()
      return log
    },
    async flush() {
      for (const log of logs.values()) await log.flush()
    },
  }
}
