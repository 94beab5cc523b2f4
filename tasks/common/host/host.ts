import type { HttpClient } from '@azure/core-rest-pipeline'
import type { Clock } from '../clock.ts'
import type { Secret } from './secret.ts'

/**
 * What a pipeline host offers to a task. The agent's adapter is the only one that ships; tests use a fake of the
 * same shape. A task sees nothing of the process around it but this.
 */
export interface Host {
  readonly task: TaskIdentity
  readonly inputs: InputSource
  readonly variables: Variables
  readonly connections: Connections
  readonly outputs: Outputs
  readonly log: Log
  readonly state: TaskState
  readonly network: NetworkSettings
  readonly clock: Clock
  /** Aborts when the pipeline is cancelled. */
  readonly signal: AbortSignal
  /** Registers what must still happen when the pipeline is cancelled; the runner gives it `budget` to finish. */
  onCancel(compensation: Compensation): Disposer
  /** Masks a value in everything that the agent logs, and wraps it. */
  secret(value: string): Secret
}

export interface TaskIdentity {
  readonly name: string
}

/** Raw inputs: blank and absent are both undefined. */
export interface InputSource {
  text(name: string): string | undefined
  /** An absolute path; undefined where the user gave none (the agent then hands over its root folder). */
  path(name: string): string | undefined
}

export interface Variables {
  /** A pipeline variable, as `Build.BuildId`; secret ones included. */
  get(name: string): string | undefined
}

/** A service connection as the agent hands it over, before anyone interprets it. */
export interface RawConnection {
  readonly id: string
  readonly url: string | undefined
  readonly scheme: string | undefined
  /** Authorization parameter; secret by nature. */
  parameter(name: string): string | undefined
  data(name: string): string | undefined
}

export interface Connections {
  azure(id: string): RawConnection
  /** System.AccessToken of the running job. */
  accessToken(): Secret | undefined
}

export interface Outputs {
  /** An output variable: `$(step.name)` for later steps, jobs and stages. */
  set(name: string, value: string): void
  setSecret(name: string, value: Secret): void
  /** Puts a folder in front of PATH for later steps. */
  prependPath(folder: string): void
  /** A plain variable for later steps of the job. */
  setVariable(name: string, value: string): void
  /** A Markdown page for the run's summary; `name` without extension. */
  summary(name: string, markdown: string): Promise<void>
}

export interface Log {
  info(message: string): void
  debug(message: string): void
  warning(message: string): void
  /** An issue on the run. Does not fail the task: throwing does. */
  error(message: string): void
  section(title: string): void
  /** Prints what `body` prints as one collapsible group. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>
  /** What is printed from here on makes one collapsible group, until `closeGroup`. Groups do not nest. */
  openGroup(title: string): void
  closeGroup(): void
  /** Percent 0..100 and what is going on, shown beside the step. */
  progress(percent: number, operation: string): void
}

/** Small strings that live from this step's main to its post-job part. */
export interface TaskState {
  get(name: string): string | undefined
  set(name: string, value: string): void
}

export interface ProxySettings {
  readonly url: string
  readonly username: string | undefined
  readonly password: Secret | undefined
  /** Regular expressions, matched against the whole URL without regard to case. */
  readonly bypass: readonly string[]
}

export interface NetworkSettings {
  readonly proxy: ProxySettings | undefined
  /** PEM file of a certificate authority beside the system's. */
  readonly caFile: string | undefined
  readonly userAgent: string
  /** What carries requests in place of Node's own HTTPS; a host in memory brings its own. */
  readonly wire?: HttpClient
}

export interface Compensation {
  /** A clause for the log, as `ask Azure to cancel job x`. */
  readonly what: string
  run(budget: AbortSignal): Promise<void>
}

export type Disposer = () => void
