import type { Job, MatrixLeg, Stage } from '../pipeline/model.ts'
import { inOrder } from '../pipeline/read/dependencies.ts'
import type { TaskResult } from '../job/result.ts'
import type { RunContext } from './context.ts'
import { ancestors, combineResults, jobDependencies, jobsOfStages } from './dependencies.ts'
import { resolveVariables, variablesDictionary, type Contexts } from './job-variables.ts'
import { matrixLegs } from './matrix.ts'
import { predefinedForStage } from './predefined-for.ts'
import { runOneJob } from './run-one-job.ts'
import { evaluateGraphCondition } from './graph-condition.ts'
import type { JobState, StageState } from './state.ts'

/**
 * Runs the jobs of a stage one after the other, as a single agent does. A stage that begins although the run is
 * cancelled is there to clean up: for its jobs nothing is cancelled.
 */
export async function runStageJobs(run: RunContext, stage: Stage, state: StageState): Promise<void> {
  const cleansUp = run.cancel.aborted
  for (const job of inOrder(stage.jobs, 'job')) {
    const canceled = run.cancel.aborted && !cleansUp
    const contexts: Contexts = {
      dependencies: jobDependencies(job, state),
      stageDependencies: jobsOfStages(stage, run.state.stages),
    }
    const variables = resolveVariables(
      predefinedForStage(run, stage),
      [run.pipeline.variables, stage.variables, job.variables],
      contexts,
    )
    const holds = evaluateGraphCondition(job.condition, {
      canceled,
      results: resultsBefore(job, stage, state),
      contexts: { variables: variablesDictionary(variables), ...contexts },
    })
    if (!holds) {
      state.jobs.push(newJobState(job, undefined, canceled ? 'Canceled' : 'Skipped'))
      run.save()
      continue
    }
    const legs = matrixLegs(job, variables, contexts)
    for (const [index, leg] of legs.entries()) {
      const isLate = run.cancel.aborted && !cleansUp && index > 0
      const jobState = newJobState(job, leg, isLate ? 'Canceled' : undefined)
      state.jobs.push(jobState)
      if (isLate) continue
      const legPosition = { index: index + 1, total: legs.length }
      await runOneJob(run, { stage, stageState: state, job, leg, legPosition }, jobState, contexts)
    }
  }
}

function resultsBefore(job: Job, stage: Stage, state: StageState): Map<string, TaskResult> {
  return new Map(
    ancestors(job, stage.jobs).map(({ name }) => [
      name.toLowerCase(),
      combineResults(state.jobs.filter(other => other.name === name).map(other => other.result)),
    ]),
  )
}

function newJobState(job: Job, leg: MatrixLeg | undefined, result: TaskResult | undefined): JobState {
  return {
    name: job.name,
    leg: leg?.name,
    displayName: leg ? `${job.displayName} ${leg.name}` : job.displayName,
    kind: job.kind,
    result,
    startedAt: undefined,
    finishedAt: undefined,
    lookupId: '',
    steps: [],
    outputs: {},
  }
}
