import { TaskError } from '../../errors.ts'
import { LogCursor } from '../../machinelearning/run/logs/log-cursor.ts'
import { readableSeconds } from '../../machinelearning/duration.ts'
import type { Registry } from '../registry.ts'
import { refusedPush } from './explain-build.ts'
import { explainFailure } from './explain-failure.ts'
import { isEnded, logLink, readRun, type BuildRun } from './build-run.ts'

const FIRST_WAIT = 1000
const LONGEST_WAIT = 5000
const HEARTBEAT = 60_000
/** A link to the log lives about 75 minutes. */
const LINK_LIFETIME = 30 * 60_000
/** How long the log's last line may come after the build's last state. */
const LATE_LOG = 10_000
const KEPT_LINES = 400

/**
 * Follows a build to its end, printing its log while it grows, and gives the digest of the image. Whatever is not
 * Succeeded is an error that shows the failing instruction. `hide` takes secrets out of a line.
 */
export async function followBuild(
  registry: Registry,
  scheduled: BuildRun,
  hide: (line: string) => string,
): Promise<string> {
  const { runId } = scheduled.properties
  const log = new BuildLog(registry, runId, hide)
  const watch = new Watch(registry, runId)
  for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 1.3)) {
    const { properties } = await readRun(registry, runId)
    watch.see(properties.status)
    if (isEnded(properties.status)) {
      await log.finish()
      if (properties.status === 'Succeeded') return digestOf(runId, properties)
      throw failureOf(registry, properties, log.lines, hide)
    }
    await log.read()
    await registry.workspace.session.clock.sleep(wait, registry.workspace.session.signal)
  }
}

function failureOf(
  registry: Registry,
  { runId, status, runErrorMessage }: BuildRun['properties'],
  log: readonly string[],
  hide: (line: string) => string,
): TaskError {
  const refused = ['Failed', 'Error'].includes(status) ? refusedPush(registry, runId, log) : undefined
  const message = runErrorMessage ? hide(runErrorMessage) : undefined
  return refused ?? explainFailure({ build: `Build ${runId}`, status, message, log })
}

function digestOf(run: string, { outputImages }: BuildRun['properties']): string {
  const digest = outputImages?.find(image => image.digest)?.digest
  if (digest) return digest
  throw new TaskError(`Build ${run} succeeded, but the registry names no image that it pushed.`, {
    remedy: 'Look at the runs of the registry in the Azure portal.',
  })
}

/** The log of one build, as far as it was read. */
class BuildLog {
  readonly lines: string[] = []
  readonly #registry: Registry
  readonly #run: string
  readonly #cursor: LogCursor
  readonly #hide: (line: string) => string
  #link: { url: string; readAt: number } | undefined

  constructor(registry: Registry, run: string, hide: (line: string) => string) {
    this.#registry = registry
    this.#run = run
    this.#hide = hide
    this.#cursor = new LogCursor(lines => lines.forEach(line => this.#take(line)))
  }

  async read(): Promise<void> {
    await this.#cursor.read(this.#registry.workspace.session.anonymous, await this.#freshLink())
  }

  /** The log may lag behind the state; its last line begins with the name of the run. */
  async finish(): Promise<void> {
    const { clock, signal } = this.#registry.workspace.session
    const end = clock.now() + LATE_LOG
    for (;;) {
      await this.read()
      if (this.#isWhole() || clock.now() >= end) break
      await clock.sleep(FIRST_WAIT, signal)
    }
    this.#cursor.end()
  }

  #isWhole(): boolean {
    return this.lines.slice(-5).some(line => line.startsWith(`Run ID: ${this.#run} `))
  }

  #take(text: string): void {
    const line = this.#hide(text)
    this.lines.push(line)
    if (this.lines.length > KEPT_LINES) this.lines.shift()
    this.#registry.workspace.session.log.info(`build | ${line}`)
  }

  async #freshLink(): Promise<string> {
    const now = this.#registry.workspace.session.clock.now()
    if (this.#link === undefined || now - this.#link.readAt > LINK_LIFETIME) {
      this.#link = { url: await logLink(this.#registry, this.#run), readAt: now }
    }
    return this.#link.url
  }
}

/** Prints each change of the state, and a heartbeat when nothing changes. */
class Watch {
  readonly #registry: Registry
  readonly #run: string
  #status = ''
  #since = 0
  #printedAt = 0

  constructor(registry: Registry, run: string) {
    this.#registry = registry
    this.#run = run
  }

  see(status: string): void {
    const { log, clock } = this.#registry.workspace.session
    const now = clock.now()
    if (status !== this.#status) {
      this.#status = status
      this.#since = this.#printedAt = now
      log.section(`Build ${this.#run}: ${status}`)
    } else if (now - this.#printedAt >= HEARTBEAT) {
      this.#printedAt = now
      log.info(`Build ${this.#run} is ${status} since ${readableSeconds((now - this.#since) / 1000)}.`)
    }
  }
}
