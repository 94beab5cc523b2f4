import type { World } from '../../core/world.ts'
import { artifactPlace } from '../../machinelearning/common/uris.ts'
import type { RunDocument } from '../../run-history/run-document.ts'
import { type AppendLog, batched } from './append-log.ts'
import { type LogRule, ruledWriter } from './log-rules.ts'
import type { LogWriter } from './log-writer.ts'

/** The logs that the processes of a run write, by the names under which run history links them. */
export interface JobLogs {
  /** Makes the log, or answers the one that is open. */
  open(name: string): Promise<AppendLog>
  /** Resolves when all that was written is there: at the end of the run. */
  end(): Promise<void>
}

export function createJobLogs(
  world: World,
  { dataContainerId }: RunDocument,
  rule: LogRule | undefined,
): JobLogs {
  const logs = new Map<string, { log: AppendLog; writer: LogWriter }>()
  const folder = artifactPlace(world, dataContainerId).path
  return {
    async open(name) {
      const known = logs.get(name)
      if (known) return known.log
      const { container, path } = artifactPlace(world, dataContainerId, name)
      const writer = ruledWriter(world.blobs, { container, path, folder }, rule)
      const log = batched(writer)
      logs.set(name, { log, writer })
      await log.open()
      return log
    },
    async end() {
      for (const { log, writer } of logs.values()) {
        await log.flush()
        await writer.end()
      }
    },
  }
}
