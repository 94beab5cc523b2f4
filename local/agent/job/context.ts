import type { ArtifactStore } from '../artifacts/store.ts'
import type { Clock } from '../clock.ts'
import { findConnection, type ServiceConnection } from '../connections/connection.ts'
import type { Masker } from '../masking/masker.ts'
import type { LadderTimes } from '../process/ladder.ts'
import type { Variables } from '../variables/variables.ts'
import type { JobCancellation } from './cancellation.ts'
import type { JobListener, OutputVariable, StepRecord } from './records.ts'
import { mergeResults, type TaskResult } from './result.ts'

export type HostType = 'build' | 'release'

export interface JobDirectories {
  /** Home of the agent. */
  home: string
  work: string
  temp: string
  /** Kept between runs. */
  tools: string
  /** `_work/1`, in a release `_work/r1/a`. */
  pipeline: string
  /** Undefined in a release. */
  sources: string | undefined
  staging: string
  /** Where scripts start and relative paths count from. */
  defaultWorking: string
}

export interface AgentSettings {
  /** The node binary that runs tasks. */
  node: string
  clock: Clock
  ladder: LadderTimes
  /** Environment that processes inherit. */
  environment: NodeJS.ProcessEnv
  /** Repository that `checkout: self` copies; undefined: there is none. */
  repository: string | undefined
}

export interface JobContextParts {
  hostType: HostType
  displayName: string
  lookupId: string
  directories: JobDirectories
  settings: AgentSettings
  variables: Variables
  masker: Masker
  connections: readonly ServiceConnection[]
  systemConnection: ServiceConnection
  artifacts: ArtifactStore
  cancellation: JobCancellation
  listener: JobListener
}

/** Everything that the steps of one job share. */
export class JobContext {
  readonly parts: JobContextParts
  /** Output variables by `step.variable`. */
  readonly outputs = new Map<string, OutputVariable>()
  /** Directories put before PATH, the newest first. */
  readonly prependedPaths: string[] = []
  #connections: readonly ServiceConnection[]
  #result: TaskResult | undefined

  constructor(parts: JobContextParts) {
    this.parts = parts
    this.#connections = parts.connections
    this.#publishStatus()
    parts.cancellation.onRequested(() => this.#publishStatus())
  }

  /** Undefined while nothing went wrong. */
  get result(): TaskResult | undefined {
    return this.parts.cancellation.requested ? 'Canceled' : this.#result
  }

  merge(result: TaskResult): void {
    if (result !== 'Failed' && result !== 'SucceededWithIssues') return
    this.#result = mergeResults(this.#result, result)
    this.#publishStatus()
  }

  get connections(): readonly ServiceConnection[] {
    return this.#connections
  }

  connection(id: string): ServiceConnection {
    return findConnection(this.#connections, id)
  }

  /** `task.setendpoint` changes a connection for the later steps of the job. */
  replaceConnection(changed: ServiceConnection): void {
    this.#connections = this.#connections.map(connection =>
      connection.id === changed.id ? changed : connection,
    )
  }

  /** Writes a line to the log, secrets masked. */
  log(line: string, step?: StepRecord): void {
    this.parts.listener.line?.(this.parts.masker.apply(line), step)
  }

  get debug(): boolean {
    return this.parts.variables.get('System.Debug')?.toLowerCase() === 'true'
  }

  #publishStatus(): void {
    const value = this.result ?? 'Succeeded'
    this.parts.variables.define({ name: 'Agent.JobStatus', value, secret: false, readonly: true })
  }
}
