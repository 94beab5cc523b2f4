import { ExpressionError } from '../pipeline/expression/tokens.ts'
import type { Phase } from '../tasks/manifest.ts'
import { versionText } from '../tasks/catalogue.ts'
import { StepStopped, withRetries, type StopReason } from './attempts.ts'
import type { JobContext } from './context.ts'
import { invocation, prepareTask, runPackaged } from './run-task.ts'
import type { StepRecord } from './records.ts'
import type { TaskResult } from './result.ts'
import { evaluateStepCondition } from './step-condition.ts'
import { StepContext, type JobStep } from './step-context.ts'

const ruler = '='.repeat(78)
/** How long a step may go on after `task.complete done=true`. */
const doneGraceMs = 5000

/** Runs one part of a step from its condition to its result; never throws for what the step does wrong. */
export async function runStep(
  job: JobContext,
  step: JobStep,
  phase: StepRecord['phase'],
): Promise<StepRecord> {
  const record = newRecord(job, step, phase)
  const context = new StepContext(job, step, record)
  const { clock } = job.parts.settings
  record.startedAt = clock.now()
  defineStepVariables(job, step, record)
  job.parts.listener.stepStarted?.(record)
  context.log(`##[section]Starting: ${record.displayName}`)
  record.result = await decide(context)
  context.log(`##[section]Finishing: ${record.displayName}`)
  context.close()
  record.finishedAt = clock.now()
  job.merge(record.result)
  job.parts.listener.stepFinished?.(record)
  return record
}

function newRecord(job: JobContext, step: JobStep, phase: StepRecord['phase']): StepRecord {
  const { manifest } = step.task
  const given = step.specification.displayName ?? manifest.friendlyName
  const prefix = phase === 'pre' ? 'Pre-job: ' : phase === 'post' ? 'Post-job: ' : ''
  return {
    name: step.refName,
    displayName: prefix + job.parts.variables.expand(given),
    task: `${manifest.name}@${manifest.version.Major}`,
    phase,
    startedAt: undefined,
    finishedAt: undefined,
    result: undefined,
    attempts: 0,
    progress: undefined,
    outputs: new Map(),
    issues: [],
  }
}

function defineStepVariables(job: JobContext, step: JobStep, { displayName }: StepRecord): void {
  const values = {
    'task.displayname': displayName,
    'task.publishTelemetry': 'False',
    'system.taskInstanceId': step.instanceId,
    'system.taskDisplayName': displayName,
    'system.taskInstanceName': step.refName,
  }
  for (const [name, value] of Object.entries(values)) {
    job.parts.variables.define({ name, value, secret: false, readonly: true })
  }
}

async function decide(context: StepContext): Promise<TaskResult> {
  const { job, record } = context
  const condition = record.phase === 'post' ? 'always()' : context.step.specification.condition?.text
  const verdict = evaluateStepCondition(job, condition)
  if (verdict instanceof ExpressionError) {
    context.issue('error', `The condition "${condition ?? ''}" cannot be evaluated: ${verdict.message}`)
    return 'Failed'
  }
  if (!verdict.holds) {
    for (const line of ['Skipping step due to condition evaluation.', ...verdict.trace]) context.log(line)
    return 'Skipped'
  }
  return execute(context, condition)
}

async function execute(context: StepContext, condition: string | undefined): Promise<TaskResult> {
  const { job } = context
  printHeader(context)
  const stop = new AbortController()
  let reason: StopReason | undefined
  const abort = (why: StopReason): void => {
    if (reason) return
    reason = why
    stop.abort(new StepStopped(why))
  }
  const timer = startTimeout(context, abort)
  job.parts.cancellation.enter({
    mayContinue: () => continuesAfterCancel(context, condition),
    abort: () => {
      context.issue('error', 'The Operation will be canceled. The next steps may not contain expected logs.')
      abort('cancel')
    },
  })
  try {
    await attempt(context, stop.signal)
    return softened(context, context.result)
  } catch (error) {
    return softened(context, explain(context, reason, error))
  } finally {
    clearTimeout(timer)
    job.parts.cancellation.leave()
  }
}

async function attempt(context: StepContext, signal: AbortSignal): Promise<void> {
  const phases: Record<StepRecord['phase'], Phase> = {
    pre: 'prejobexecution',
    main: 'execution',
    post: 'postjobexecution',
  }
  const prepared = prepareTask(context)
  const { task, specification } = context.step
  const retries =
    context.record.phase === 'main' ? number(context, specification.retryCountOnTaskFailure?.text) : 0
  await withRetries(context, { retries, clock: context.job.parts.settings.clock, signal }, async () => {
    const handler = task.manifest.handlers[phases[context.record.phase]]
    if (task.kind === 'in-box') await task.task.run(invocation(context, prepared, signal))
    else if (handler) await orDone(context, runPackaged(context, task, handler, prepared, signal))
    else throw new Error(`The task ${context.record.task} has no handler for Node; this agent runs no other.`)
  })
}

/** The work, or its forced end some seconds after the task said that it is done. */
async function orDone(context: StepContext, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const forced = new Promise<void>(resolve => {
    const onDone = (): void => {
      timer = setTimeout(() => {
        work.catch((error: unknown) => context.debug(`Dropped after the step was done: ${String(error)}`))
        resolve()
      }, doneGraceMs)
    }
    context.done.addEventListener('abort', onDone, { once: true })
  })
  try {
    await Promise.race([work, forced])
  } finally {
    clearTimeout(timer)
  }
}

function startTimeout(context: StepContext, abort: (why: StopReason) => void): NodeJS.Timeout | undefined {
  const minutes = number(context, context.step.specification.timeoutInMinutes?.text)
  return minutes > 0 ? setTimeout(() => abort('timeout'), minutes * 60_000) : undefined
}

function continuesAfterCancel(context: StepContext, condition: string | undefined): boolean {
  const verdict = evaluateStepCondition(context.job, condition)
  return !(verdict instanceof ExpressionError) && verdict.holds
}

function explain(context: StepContext, reason: StopReason | undefined, error: unknown): TaskResult {
  if (reason === 'cancel') return 'Canceled'
  context.issue(
    'error',
    reason === 'timeout' ? 'The task has timed out.' : String(error instanceof Error ? error.message : error),
  )
  return 'Failed'
}

function softened(context: StepContext, result: TaskResult): TaskResult {
  const text = context.step.specification.continueOnError?.text ?? 'false'
  const soft = context.job.parts.variables.expand(text).toLowerCase() === 'true'
  return soft && result === 'Failed' ? 'SucceededWithIssues' : result
}

function number(context: StepContext, text: string | undefined): number {
  const value = Number(context.job.parts.variables.expand(text ?? '0'))
  return Number.isFinite(value) ? value : 0
}

function printHeader(context: StepContext): void {
  const { manifest } = context.step.task
  const lines = [
    ruler,
    `Task         : ${manifest.friendlyName}`,
    `Description  : ${manifest.description}`,
    `Version      : ${versionText(manifest.version)}`,
    `Author       : ${manifest.author}`,
    `Help         : ${manifest.help}`,
    ruler,
  ]
  for (const line of lines) context.log(line)
}
