import { AgentHost } from './agent-host.ts'
import { Cancellation } from './cancellation.ts'
import { explain } from './report.ts'
import type { TaskDefinition } from './task.ts'

const ENDED = 'mlops.ended'

/** Runs a task on the agent: reads its inputs, runs it, reports once. A failed task still exits with 0. */
export async function runTask<Inputs>(task: TaskDefinition<Inputs>): Promise<void> {
  const cancellation = new Cancellation()
  const host = new AgentHost(task.name, cancellation)
  dieWithTheAgent()
  const stopListening = onSignal(async signal => {
    await cancellation.cancel(host.log)
    process.removeAllListeners(signal) // a library's own listener would swallow the signal
    process.kill(process.pid, signal)
  })
  try {
    const outcome = await task.run(task.readInputs(host), host)
    if (!cancellation.signal.aborted) host.complete(outcome.result, outcome.message)
  } catch (error) {
    if (!cancellation.signal.aborted) host.fail(explain(error))
  }
  if (cancellation.signal.aborted) return
  host.state.set(ENDED, 'true')
  stopListening()
}

/** The post-job part: finishes what `run` began and could not end, and only that. */
export async function runPost<Inputs>(task: TaskDefinition<Inputs>): Promise<void> {
  const host = new AgentHost(task.name, new Cancellation())
  if (host.state.get(ENDED) === 'true' || !task.finish) return
  try {
    await task.finish(host)
  } catch (error) {
    host.fail(explain(error))
  }
}

function onSignal(handle: (signal: NodeJS.Signals) => Promise<void>): () => void {
  let handled = false
  const listener = (signal: NodeJS.Signals): void => {
    if (handled) return
    handled = true
    void handle(signal)
  }
  process.on('SIGINT', listener)
  process.on('SIGTERM', listener)
  return () => {
    process.off('SIGINT', listener)
    process.off('SIGTERM', listener)
  }
}

/** A lost agent leaves a broken pipe. The next attempt takes the work over, so this process must not go on. */
function dieWithTheAgent(): void {
  process.stdout.on('error', () => process.exit(1))
}
