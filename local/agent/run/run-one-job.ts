import { makeDirectories } from '../job/directories.ts'
import { JobCancellation } from '../job/cancellation.ts'
import { prepareSteps, runJob, type JobOutcome } from '../job/run-job.ts'
import type { Masker } from '../masking/masker.ts'
import type { CollectionAccess } from '../job/predefined.ts'
import type { Variables } from '../variables/variables.ts'
import type { RunContext } from './context.ts'
import { jobListener } from './job-listener.ts'
import { keepForReport } from './keepsakes.ts'
import { resolveVariables, type Contexts } from './job-variables.ts'
import { openCollection, predefinedForJob, type JobPlace } from './predefined-for.ts'
import { startJobTimers } from './job-timers.ts'
import type { JobState } from './state.ts'

/** Runs one job (one leg of a matrix) in a fresh workspace and fills in its state. */
export async function runOneJob(
  run: RunContext,
  place: JobPlace,
  state: JobState,
  contexts: Contexts,
): Promise<void> {
  const { clock } = run.settings
  state.startedAt = clock.now().toISOString()
  run.listener.jobStarted?.(state, place.stageState)
  try {
    await carryOut(run, place, state, contexts)
  } catch (error) {
    // A job that cannot even begin fails, as it does when no agent can take it; the run goes on.
    state.result = 'Failed'
    const message = error instanceof Error ? error.message : String(error)
    run.listener.line?.(run.masker.apply(`##[error]${message}`), clock.now(), undefined)
    run.state.problems.push(run.masker.apply(message))
  }
  state.finishedAt = clock.now().toISOString()
  run.save()
  run.listener.jobFinished?.(state, place.stageState)
}

async function carryOut(
  run: RunContext,
  place: JobPlace,
  state: JobState,
  contexts: Contexts,
): Promise<void> {
  const { job, stage, leg } = place
  makeDirectories(run.directories)
  const collection = await openCollection(run)
  state.lookupId = `vsts_${collection.jobId}`
  run.save()
  const predefined = predefinedForJob(run, place, collection)
  const levels = [run.pipeline.variables, stage.variables, job.variables, leg?.variables ?? []]
  const variables = resolveVariables(predefined, levels, contexts)
  const cancellation = new JobCancellation()
  const stopTimers = startJobTimers(run, job, variables, cancellation)
  try {
    const parts = jobParts(run, place, state, variables, collection)
    const outcome = await runJob({ ...parts, cancellation }, prepareSteps(job.steps, run.catalogue))
    const soft = variables.expand(job.continueOnError?.text ?? 'false').toLowerCase() === 'true'
    state.result = outcome.result === 'Failed' && soft ? 'SucceededWithIssues' : outcome.result
    state.outputs = withHiddenSecrets(outcome.outputs, run.masker)
    keepForReport(state, run.directories, run.keepsakes)
  } finally {
    stopTimers()
  }
}

/** An output that contains a secret is one, whatever the task said: it must not be kept on the disk. */
function withHiddenSecrets(outputs: JobOutcome['outputs'], masker: Masker): JobState['outputs'] {
  return Object.fromEntries(
    [...outputs].map(([name, { value, secret }]) => [
      name,
      { value, secret: secret || masker.apply(value) !== value },
    ]),
  )
}

function jobParts(
  run: RunContext,
  place: JobPlace,
  state: JobState,
  variables: Variables,
  collection: CollectionAccess,
): Omit<Parameters<typeof runJob>[0], 'cancellation'> {
  return {
    hostType: 'build',
    displayName: state.displayName,
    lookupId: state.lookupId,
    directories: run.directories,
    settings: run.settings,
    variables,
    masker: run.masker,
    connections: run.connections,
    systemConnection: {
      id: 'SYSTEMVSSCONNECTION',
      name: 'SystemVssConnection',
      url: collection.uri,
      scheme: 'OAuth',
      parameters: { AccessToken: collection.accessToken },
      data: undefined,
    },
    artifacts: run.artifacts,
    listener: jobListener(run, place, state),
  }
}
