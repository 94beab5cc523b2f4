import { setTimeout as delay } from 'node:timers/promises'
import { runProcessGroup } from '../processes/process-group.ts'
import type { Watchdog } from '../processes/watchdog.ts'
import { type ContainerLog, createContainerLog } from './container-log.ts'
import type { ContainerSpec } from './container-spec.ts'
import { freePort } from './free-port.ts'
import { answersHealthy } from './health.ts'
import { crashed, neverReady } from './start-failure.ts'

export interface Container {
  /** Resolves when it serves for the first time. Rejects with a DeploymentFailure when it never does. */
  readonly started: Promise<void>
  /** Where it listens while it is ready to serve. */
  port(): number | undefined
  restarts(): number
  readonly log: ContainerLog
  /** Ends its processes and waits for that. */
  stop(): Promise<void>
}

/** Starts without ever having served before the deployment counts as failed. */
const startsBeforeFailure = 2
const longestPause = 10_000

/** Runs a server as a process group and starts it again when it ends, as a pod does with its container. */
export function runContainer(spec: ContainerSpec, watchdog: Watchdog): Container {
  const log = createContainerLog(spec.onLine)
  const stopping = new AbortController()
  const state: State = { spec, log, watchdog, stopping, readyOn: undefined, restarts: 0, served: false }
  const started = new Promise<void>((resolve, reject) => {
    state.onReady = resolve
    state.onFailure = reject
  })
  started.catch(() => stopping.abort())
  const running = keepRunning(state)
  return {
    started,
    log,
    port: () => state.readyOn,
    restarts: () => state.restarts,
    async stop() {
      stopping.abort()
      state.onFailure?.(new Error('The container was ended before it was ready.'))
      await running
    },
  }
}

interface State {
  spec: ContainerSpec
  log: ContainerLog
  watchdog: Watchdog
  stopping: AbortController
  readyOn: number | undefined
  restarts: number
  served: boolean
  onReady?: () => void
  onFailure?: (reason: Error) => void
}

async function keepRunning(state: State): Promise<void> {
  const { stopping, log, spec } = state
  const deadline = setTimeout(() => {
    if (!state.served) state.onFailure?.(neverReady(spec, log))
  }, spec.startWithin)
  while (!stopping.signal.aborted) {
    await runOnce(state)
    if (isOver(stopping.signal)) break
    state.restarts += 1
    if (!state.served && state.restarts >= startsBeforeFailure)
      state.onFailure?.(crashed(state.restarts, log))
    else await pause(Math.min(longestPause, 250 * 2 ** state.restarts), stopping.signal)
  }
  clearTimeout(deadline)
}

async function runOnce(state: State): Promise<void> {
  const port = await freePort()
  const { command, cwd, environment } = state.spec.start(port)
  const [program = '', ...args] = command
  const ended = new AbortController()
  const watching = watchReadiness(state, port, ended.signal)
  try {
    const { exitCode, signal } = await runProcessGroup(
      {
        command: program,
        arguments: args,
        cwd,
        environment,
        signal: state.stopping.signal,
        onOutput: text => state.log.write(text),
      },
      state.watchdog,
    )
    state.log.write(
      `\nThe container ended ${exitCode === undefined ? `by ${signal}` : `with exit code ${exitCode}`}.\n`,
    )
  } catch (error) {
    state.log.write(
      `The container cannot be started: ${error instanceof Error ? error.message : String(error)}\n`,
    )
  }
  ended.abort()
  state.readyOn = undefined
  await watching
}

async function watchReadiness(state: State, port: number, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    if (await answersHealthy(port, state.spec.readinessPath)) {
      if (isOver(ended)) return
      state.readyOn = port
      state.served = true
      state.onReady?.()
      return
    }
    await pause(100, ended)
  }
}

/** Asked again after a wait, which the compiler does not see. */
const isOver = (signal: AbortSignal): boolean => signal.aborted

/** Ends early, without a word, when the signal aborts. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
