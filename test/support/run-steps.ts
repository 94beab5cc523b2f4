import { randomUUID } from 'node:crypto'
import { cpSync } from 'node:fs'
import { join } from 'node:path'

import { ArtifactStore } from '../../local/agent/artifacts/store.ts'
import { systemClock, type Clock } from '../../local/agent/clock.ts'
import type { ServiceConnection } from '../../local/agent/connections/connection.ts'
import { Masker } from '../../local/agent/masking/masker.ts'
import type { Located, Step, StepTarget } from '../../local/agent/pipeline/model.ts'
import { agentLadder, type LadderTimes } from '../../local/agent/process/ladder.ts'
import { readCatalogue } from '../../local/agent/tasks/catalogue.ts'
import { Variables, type Variable } from '../../local/agent/variables/variables.ts'
import { JobCancellation } from '../../local/agent/job/cancellation.ts'
import type { HostType } from '../../local/agent/job/context.ts'
import { jobDirectories, makeDirectories } from '../../local/agent/job/directories.ts'
import type { JobListener, StepRecord } from '../../local/agent/job/records.ts'
import { prepareSteps, runJob, type JobOutcome } from '../../local/agent/job/run-job.ts'
import {
  agentVariables,
  buildVariables,
  releaseVariables,
  systemVariables,
  type CollectionAccess,
} from '../../local/agent/job/predefined.ts'

/** A step as a test or a program writes it. */
export interface StepRequest {
  /** `Name@1`. */
  task: string
  name?: string
  displayName?: string
  inputs?: Readonly<Record<string, string>>
  env?: Readonly<Record<string, string>>
  condition?: string
  continueOnError?: boolean
  timeoutInMinutes?: number
  retryCountOnTaskFailure?: number
  target?: StepTarget
}

export interface RunStepsOptions {
  steps: readonly StepRequest[]
  /** Home of the agent: `_work` is made below it. */
  home: string
  /** Default: build. In a release there is no Build.SourcesDirectory, and `build.*` commands are refused. */
  hostType?: HostType
  /** Folders of tasks, as an extension stages them. */
  tasks?: readonly string[]
  variables?: Readonly<Record<string, string>>
  secrets?: Readonly<Record<string, string>>
  connections?: readonly ServiceConnection[]
  /** Address and token of Azure DevOps; the default leads nowhere. */
  collection?: CollectionAccess
  /** PEM file for Agent.CAInfo. */
  caFile?: string
  node?: string
  clock?: Clock
  ladder?: LadderTimes
  environment?: NodeJS.ProcessEnv
  /** Repository for `Checkout@1`. */
  repository?: string
  /** Folders that a release finds below its working directory, by alias; the first is the primary one. */
  releaseArtifacts?: Readonly<Record<string, string>>
  /** Keeps the workspace of the steps before. */
  keepWorkspace?: boolean
  /** Called once with a function that cancels the job. */
  onStart?: (cancel: () => void) => void
  listener?: JobListener
}

export interface RunStepsOutcome extends JobOutcome {
  /** Every line of the log, masked. */
  log: string[]
  artifacts: ArtifactStore
  step: (name: string) => StepRecord
}

const nowhere: CollectionAccess = {
  uri: 'https://localhost:9/collection/',
  accessToken: 'no-token',
  projectId: randomUUID(),
  planId: randomUUID(),
  jobId: randomUUID(),
}

/** Runs steps on the local agent as one job of a build or a classic release, without a pipeline file. */
export async function runSteps(options: RunStepsOptions): Promise<RunStepsOutcome> {
  const hostType = options.hostType ?? 'build'
  const directories = jobDirectories(options.home, hostType)
  if (options.keepWorkspace !== true) makeDirectories(directories)
  for (const [alias, source] of Object.entries(options.releaseArtifacts ?? {})) {
    cpSync(source, join(directories.defaultWorking, alias), { recursive: true })
  }
  const collection = options.collection ?? nowhere
  const log: string[] = []
  const cancellation = new JobCancellation()
  const artifacts = new ArtifactStore(join(options.home, 'artifacts'), join(options.home, 'files'))
  options.onStart?.(() => cancellation.request())
  const steps = prepareSteps(options.steps.map(toStep), readCatalogue(options.tasks ?? []))
  const outcome = await runJob(
    {
      hostType,
      displayName: 'Job',
      lookupId: `vsts_${collection.jobId}`,
      directories,
      settings: {
        node: options.node ?? process.execPath,
        clock: options.clock ?? systemClock,
        ladder: options.ladder ?? agentLadder,
        environment: options.environment ?? process.env,
        repository: options.repository,
      },
      variables: new Variables(predefined(options, hostType, directories, collection)),
      masker: new Masker(),
      connections: options.connections ?? [],
      systemConnection: {
        id: 'SYSTEMVSSCONNECTION',
        name: 'SystemVssConnection',
        url: collection.uri,
        scheme: 'OAuth',
        parameters: { AccessToken: collection.accessToken },
        data: undefined,
      },
      artifacts,
      cancellation,
      listener: {
        ...options.listener,
        line: (line, step) => {
          log.push(line)
          options.listener?.line?.(line, step)
        },
      },
    },
    steps,
  )
  return { ...outcome, log, artifacts, step: name => findStep(outcome.steps, name) }
}

function predefined(
  options: RunStepsOptions,
  hostType: HostType,
  directories: ReturnType<typeof jobDirectories>,
  collection: CollectionAccess,
): Variable[] {
  const job = {
    hostType,
    collection,
    stageName: '__default',
    jobName: 'Job',
    leg: undefined,
    jobDisplayName: 'Job',
    stageDisplayName: '__default',
    jobAttempt: 1,
    stageAttempt: 1,
    definition: { id: 1, name: 'local' },
    startedAt: (options.clock ?? systemClock).now(),
    timelineId: randomUUID(),
    legPosition: { index: 1, total: 1 },
  }
  const build = {
    id: 1,
    number: '1',
    sourceVersion: '0'.repeat(40),
    sourceBranch: 'refs/heads/main',
    sourceVersionMessage: '',
    sourceVersionAuthor: '',
    requestedFor: 'local',
    repositoryName: 'local',
    repositoryUri: 'file://local',
  }
  const own = Object.entries(options.variables ?? {}).map(([name, value]) => plain(name, value))
  const secret = Object.entries(options.secrets ?? {}).map(([name, value]) => ({
    ...plain(name, value),
    secret: true,
  }))
  return [
    ...systemVariables(job),
    ...agentVariables(job, directories, options.caFile),
    ...(hostType === 'build'
      ? buildVariables(build, directories)
      : releaseVariables(directories, Object.keys(options.releaseArtifacts ?? {}))),
    ...own,
    ...secret,
  ]
}

function plain(name: string, value: string): Variable {
  return { name, value, secret: false, readonly: false }
}

function toStep(request: StepRequest): Step {
  const at = { file: 'steps', line: 1, column: 1 }
  const located = (text: string | undefined): Located | undefined =>
    text === undefined ? undefined : { text, at }
  return {
    name: request.name,
    displayName: request.displayName,
    task: { text: request.task, at },
    inputs: new Map(Object.entries(request.inputs ?? {}).map(([name, text]) => [name, { text, at }])),
    env: new Map(Object.entries(request.env ?? {})),
    condition: located(request.condition),
    enabled: true,
    continueOnError: located(request.continueOnError?.toString()),
    timeoutInMinutes: located(request.timeoutInMinutes?.toString()),
    retryCountOnTaskFailure: located(request.retryCountOnTaskFailure?.toString()),
    target: request.target,
    at,
  }
}

function findStep(steps: readonly StepRecord[], name: string): StepRecord {
  const found = steps.find(step => step.name === name && step.phase === 'main')
  if (!found) throw new Error(`No step "${name}" ran. Steps: ${steps.map(step => step.name).join(', ')}.`)
  return found
}
