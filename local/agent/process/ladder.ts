import type { ChildProcess } from 'node:child_process'

/** Milliseconds that a process is given. */
export interface LadderTimes {
  /** From SIGINT to SIGTERM. */
  interrupt: number
  /** From SIGTERM to SIGKILL. */
  terminate: number
  /** From its end to the end of its streams, which a grandchild may hold open; what is said later is lost. */
  streams: number
}

export const agentLadder: LadderTimes = { interrupt: 7500, terminate: 2500, streams: 5000 }

/**
 * Asks a process to end as the agent does: SIGINT, then SIGTERM, then SIGKILL, each sent to the process alone.
 * @returns stops the ladder; call it when the process has ended
 */
export function startLadder(child: ChildProcess, times: LadderTimes): () => void {
  child.kill('SIGINT')
  let timer = setTimeout(() => {
    child.kill('SIGTERM')
    timer = setTimeout(() => child.kill('SIGKILL'), times.terminate)
  }, times.interrupt)
  return () => clearTimeout(timer)
}
