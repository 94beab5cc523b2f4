import { setImmediate } from 'node:timers/promises'
import type { World } from '../../core/world.ts'
import { BuildFailure } from '../../execution/builder/builder.ts'
import { type BuilderTools, chooseBuilder } from '../../execution/builder/choose.ts'
import { RunFailure, executeRun } from './execute-run.ts'
import { type RunDocument, hasEnded, runsOf, updateRun } from './run-document.ts'
import { type Completion, type RunLog, createRunLog } from './run-log.ts'
import type { DockerBuildRequest } from './run-request.ts'

/** Carries out the registry's runs as processes of this machine. */
export interface RunExecutor {
  /** @param refusal why this run may not push, as the registry words it */
  start(run: RunDocument, request: DockerBuildRequest, refusal: string | undefined): void
  /** Does nothing for a run that has ended. */
  cancel(run: RunDocument): void
  /** Ends all runs and waits for their processes. */
  stopAll(): Promise<void>
}

type StopReason = 'canceled' | 'timedout' | 'internalerror'

/** Seconds, where the request names none. */
const DEFAULT_TIMEOUT = 3600

export function createRunExecutor(world: World, tools: BuilderTools): RunExecutor {
  const running = new Map<string, { stop: AbortController; done: Promise<void> }>()
  return {
    start(run, request, refusal) {
      const stop = new AbortController()
      const seconds = request.timeout ?? DEFAULT_TIMEOUT
      const timer = setTimeout(() => stop.abort('timedout' satisfies StopReason), seconds * 1000)
      // The answer that announces the run is sent before the run moves on.
      const done = setImmediate()
        .then(() => carryOut(world, tools, { run, request, refusal, signal: stop.signal }))
        .finally(() => {
          clearTimeout(timer)
          running.delete(run.id)
        })
      running.set(run.id, { stop, done })
    },
    cancel: run => running.get(run.id)?.stop.abort('canceled' satisfies StopReason),
    async stopAll() {
      const all = [...running.values()]
      all.forEach(({ stop }) => stop.abort('internalerror' satisfies StopReason))
      await Promise.all(all.map(({ done }) => done))
    },
  }
}

interface Work {
  run: RunDocument
  request: DockerBuildRequest
  refusal: string | undefined
  signal: AbortSignal
}

async function carryOut(world: World, tools: BuilderTools, { run, request, refusal, signal }: Work) {
  const { id, runId } = run
  const secrets = (request.arguments ?? []).flatMap(({ isSecret, value }) => (isSecret ? [value] : []))
  const log = createRunLog(world, runId, secrets)
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  try {
    updateRun(world, id, { status: 'Started', startTime: world.clock.now().toISOString() })
    const builder = await chooseBuilder(world, tools)
    updateRun(world, id, { status: 'Running' })
    const outputImages = await executeRun({ world, runId, request, log, builder, refusal, signal })
    await end(world, log, run, {
      completion: 'successful',
      outputImages,
      said: `was successful after ${seconds()}s`,
    })
  } catch (error) {
    const { completion, message } = explain(error, signal)
    const word =
      completion === 'canceled' ? 'was canceled' : completion === 'timedout' ? 'timed out' : 'failed'
    const said = `${word} after ${seconds()}s${message ? `. Error: ${message}` : ''}`
    await end(world, log, run, { completion, said, ...(message && { message }) })
  }
}

function explain(error: unknown, signal: AbortSignal): { completion: Completion; message?: string } {
  if (signal.aborted) {
    const reason = signal.reason as StopReason
    return reason === 'internalerror' ? { completion: reason, message: gone } : { completion: reason }
  }
  if (error instanceof RunFailure || error instanceof BuildFailure)
    return { completion: 'failed', message: error.message }
  console.error(error)
  return { completion: 'internalerror', message: error instanceof Error ? error.message : String(error) }
}

const statuses = {
  successful: 'Succeeded',
  failed: 'Failed',
  canceled: 'Canceled',
  timedout: 'Timeout',
  internalerror: 'Error',
} as const satisfies Record<Completion, RunDocument['status']>

interface End extends Pick<RunDocument, 'outputImages'> {
  completion: Completion
  said: string
  message?: string
}

/** The log is whole before the run says that it has ended; its mark may come a moment later. */
async function end(
  world: World,
  log: RunLog,
  run: RunDocument,
  { completion, said, message, outputImages }: End,
) {
  log.line('')
  log.line(`Run ID: ${run.runId} ${said}`)
  await log.complete(completion)
  updateRun(world, run.id, {
    status: statuses[completion],
    finishTime: world.clock.now().toISOString(),
    ...(outputImages && { outputImages }),
    ...(message && { runErrorMessage: message }),
  })
}

const gone =
  'The agent of this run is gone: local Azure was ended while the image was being built. Build again.'

/** The processes of an earlier local Azure died with it; their runs must not look alive. */
export async function endLostRuns(world: World): Promise<void> {
  for (const run of runsOf(world).list()) {
    if (hasEnded(run)) continue
    const log = createRunLog(world, run.runId, [])
    await end(world, log, run, { completion: 'internalerror', said: `failed. Error: ${gone}`, message: gone })
  }
}
