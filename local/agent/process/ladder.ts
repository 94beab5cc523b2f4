import type { ChildProcess } from 'node:child_process'

/** Milliseconds between the signals that end a process. */
export interface LadderTimes {
  interrupt: number
  terminate: number
}

export const agentLadder: LadderTimes = { interrupt: 7500, terminate: 2500 }

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
