import type { Stage } from '../pipeline/model.ts'
import { inOrder } from '../pipeline/read/dependencies.ts'
import { hasSucceeded, type TaskResult } from '../job/result.ts'
import type { RunContext } from './context.ts'
import { ancestors, combineResults, jobsOfStages, stageDependencies } from './dependencies.ts'
import { evaluateGraphCondition } from './graph-condition.ts'
import { resolveVariables, variablesDictionary } from './job-variables.ts'
import { predefinedForStage } from './predefined-for.ts'
import { runStageJobs } from './run-jobs.ts'
import type { StageState } from './state.ts'

/** Runs the stages one after the other, in the order of what they depend on; finished ones are not repeated. */
export async function runStages(run: RunContext): Promise<TaskResult> {
  for (const stage of inOrder(run.pipeline.stages, 'stage')) await runStage(run, stage)
  return combineResults(run.state.stages.map(stage => stage.result))
}

async function runStage(run: RunContext, stage: Stage): Promise<void> {
  const state = stageState(run, stage)
  if (state.result !== undefined && hasSucceeded(state.result)) return
  if (state.startedAt !== undefined) state.attempt++
  Object.assign(state, { jobs: [], result: undefined, finishedAt: undefined })
  const verdict = decide(run, stage)
  if (verdict !== undefined) {
    state.result = verdict
    run.save()
    return
  }
  state.startedAt = run.settings.clock.now().toISOString()
  run.save()
  run.listener.stageStarted?.(state)
  await runStageJobs(run, stage, state)
  state.result = combineResults(state.jobs.map(job => job.result))
  state.finishedAt = run.settings.clock.now().toISOString()
  run.save()
  run.listener.stageFinished?.(state)
}

function stageState({ state }: RunContext, { name, displayName }: Stage): StageState {
  const known = state.stages.find(stage => stage.name === name)
  if (known) return known
  const fresh = {
    name,
    displayName,
    attempt: 1,
    result: undefined,
    startedAt: undefined,
    finishedAt: undefined,
    jobs: [],
  }
  state.stages.push(fresh)
  return fresh
}

/** Undefined: the stage runs; otherwise its result. */
function decide(run: RunContext, stage: Stage): TaskResult | undefined {
  const { stages } = run.state
  const dependencies = stageDependencies(stage, stages)
  const levels = [run.pipeline.variables, stage.variables]
  const variables = resolveVariables(predefinedForStage(run, stage), levels, {
    dependencies,
    stageDependencies: jobsOfStages(stage, stages),
  })
  const holds = evaluateGraphCondition(stage.condition, {
    canceled: run.cancel.aborted,
    results: namedResults(
      ancestors(stage, run.pipeline.stages).map(({ name }) => name),
      stages,
    ),
    contexts: { variables: variablesDictionary(variables), dependencies },
  })
  if (holds) return undefined
  return run.cancel.aborted ? 'Canceled' : 'Skipped'
}

function namedResults(names: readonly string[], states: readonly StageState[]): Map<string, TaskResult> {
  return new Map(
    names.map(name => [name.toLowerCase(), states.find(state => state.name === name)?.result ?? 'Skipped']),
  )
}
