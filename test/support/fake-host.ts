import type { Clock } from '../../tasks/common/clock.ts'
import { CancelledError } from '../../tasks/common/errors.ts'
import type { Compensation, Host, Log, NetworkSettings, RawConnection } from '../../tasks/common/host/host.ts'
import { Secret } from '../../tasks/common/host/secret.ts'

export interface FakeHostOptions {
  readonly inputs?: Readonly<Record<string, string>>
  readonly paths?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
  readonly connections?: Readonly<Record<string, Partial<RawConnection>>>
  readonly accessToken?: string
  readonly network?: Partial<NetworkSettings>
  readonly clock?: Clock
  readonly signal?: AbortSignal
}

/** A host in memory: what a task asked of it and told it lies open. */
export class FakeHost implements Host {
  readonly task = { name: 'Fake' }
  readonly log = new RecordingLog()
  readonly read = new Set<string>()
  readonly outputValues: Record<string, string> = {}
  readonly secretOutputs: Record<string, string> = {}
  readonly variablesSet: Record<string, string> = {}
  readonly summaries: Record<string, string> = {}
  readonly prepended: string[] = []
  readonly masked: string[] = []
  readonly taskState: Record<string, string> = {}
  readonly compensations = new Set<Compensation>()
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly network: NetworkSettings
  readonly #options: FakeHostOptions

  constructor(options: FakeHostOptions = {}) {
    this.#options = options
    this.clock = options.clock ?? new InstantClock()
    this.signal = options.signal ?? new AbortController().signal
    this.network = {
      proxy: undefined,
      caFile: undefined,
      userAgent: 'mlops-azureml-pipelines/Fake',
      ...options.network,
    }
  }

  readonly inputs = {
    text: (name: string): string | undefined => {
      this.read.add(name)
      return this.#options.inputs?.[name]?.trim() || undefined
    },
    path: (name: string): string | undefined => {
      this.read.add(name)
      return this.#options.paths?.[name] ?? (this.#options.inputs?.[name] || undefined)
    },
  }

  readonly variables = { get: (name: string): string | undefined => this.#options.variables?.[name] }

  readonly connections = {
    azure: (id: string): RawConnection => ({
      id,
      url: undefined,
      scheme: undefined,
      parameter: () => undefined,
      data: () => undefined,
      ...this.#options.connections?.[id],
    }),
    accessToken: (): Secret | undefined =>
      this.#options.accessToken === undefined ? undefined : this.secret(this.#options.accessToken),
  }

  readonly outputs = {
    set: (name: string, value: string): void => void (this.outputValues[name] = value),
    setSecret: (name: string, value: Secret): void => void (this.secretOutputs[name] = value.reveal()),
    setVariable: (name: string, value: string): void => void (this.variablesSet[name] = value),
    prependPath: (folder: string): void => void this.prepended.push(folder),
    summary: async (name: string, markdown: string): Promise<void> => void (this.summaries[name] = markdown),
  }

  readonly state = {
    get: (name: string): string | undefined => this.taskState[name],
    set: (name: string, value: string): void => void (this.taskState[name] = value),
  }

  onCancel(compensation: Compensation): () => void {
    this.compensations.add(compensation)
    return () => this.compensations.delete(compensation)
  }

  secret(value: string): Secret {
    this.masked.push(value)
    return new Secret(value)
  }
}

export class RecordingLog implements Log {
  readonly lines: string[] = []
  readonly warnings: string[] = []
  readonly errors: string[] = []
  readonly debugLines: string[] = []
  readonly progressSteps: { percent: number; operation: string }[] = []

  get text(): string {
    return this.lines.join('\n')
  }

  info(message: string): void {
    this.lines.push(message)
  }
  debug(message: string): void {
    this.debugLines.push(message)
  }
  warning(message: string): void {
    this.warnings.push(message)
    this.lines.push(`WARNING ${message}`)
  }
  error(message: string): void {
    this.errors.push(message)
    this.lines.push(`ERROR ${message}`)
  }
  section(title: string): void {
    this.lines.push(`SECTION ${title}`)
  }
  async group<T>(title: string, body: () => Promise<T>): Promise<T> {
    this.lines.push(`GROUP ${title}`)
    return body()
  }
  openGroup(title: string): void {
    this.lines.push(`GROUP ${title}`)
  }
  closeGroup(): void {
    this.lines.push('ENDGROUP')
  }
  progress(percent: number, operation: string): void {
    this.progressSteps.push({ percent, operation })
  }
}

/** A clock whose waits cost nothing: each advances the time by what was asked. */
export class InstantClock implements Clock {
  time = Date.UTC(2026, 0, 1)
  readonly waits: number[] = []

  /** Whole milliseconds, as the system tells them. */
  now(): number {
    return Math.floor(this.time)
  }

  elapsed(): number {
    return this.time
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw new CancelledError('Waiting')
    this.waits.push(milliseconds)
    this.time += milliseconds
    await Promise.resolve()
  }
}
