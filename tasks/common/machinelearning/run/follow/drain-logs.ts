import type { Workspace } from '../../workspace/workspace.ts'
import { listUserLogs } from '../history/list-user-logs.ts'
import { readDetails, type RunDetails } from '../history/run-history.ts'
import type { RunLogs } from '../logs/run-logs.ts'
import type { Transcript } from './transcript.ts'

/** How long the last lines of a log may come after the job's last state. */
const LATE = 10_000
const PAUSE = 1000

/**
 * Reads what a job that has ended wrote last, until a look brings nothing more, and says where no log could be had.
 * Answers the newest details.
 */
export async function drainLogs(
  workspace: Workspace,
  last: RunDetails,
  logs: RunLogs,
  transcript: Transcript,
): Promise<RunDetails> {
  const { anonymous, clock, signal } = workspace.session
  let details = last
  for (const end = clock.now() + LATE; ;) {
    const before = logs.bytes
    await logs.read(anonymous, details.logFiles, signal)
    if ((logs.bytes === before && logs.trouble.reads === 0) || clock.now() >= end) break
    await clock.sleep(PAUSE, signal)
    details = await readDetails(workspace, last.runId)
  }
  if (logs.bytes === 0 && logs.trouble.reads === 0)
    await logs.read(anonymous, await listUserLogs(workspace, last.runId), signal)
  logs.end()
  if (logs.trouble.reads > 0) {
    transcript.warn(
      `The log of job ${last.runId} could not be read to its end: ${logs.trouble.why} It is in the studio.`,
    )
  }
  return details
}
