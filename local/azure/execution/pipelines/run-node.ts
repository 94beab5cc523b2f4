import type { World } from '../../core/world.ts'
import { describeOutputs } from '../../run-history/outputs.ts'
import { findRun, updateRun } from '../../run-history/runs.ts'
import type { CommandDefinition } from '../job-definition.ts'
import { placeOutputs } from '../outputs.ts'
import type { SweepDefinition } from '../sweep/sweep-definition.ts'
import type { PipelineDefinition, SweepNode } from './pipeline-definition.ts'
import { findReusable, reuseKey } from './reuse.ts'
import { commandStep, nestedStep, parallelStep, sweepStep } from './step.ts'
import { type StepContext, stepOutputs } from './step-data.ts'
import { createCommandRun, createNestedRun, createSweepRun } from './step-run.ts'

/** Starts what a step is; each resolves when the run has ended. */
export interface StepRunner {
  command(definition: CommandDefinition): Promise<void>
  sweep(definition: SweepDefinition): Promise<void>
  pipeline(definition: PipelineDefinition): Promise<void>
  cancel(runId: string): void
}

/**
 * Makes the run of a step and starts it; the answer resolves when it has ended.
 *
 * @throws JobFailure when the step cannot be submitted
 */
export function startNode(context: StepContext, steps: StepRunner): Promise<void> {
  const { node } = context
  switch (node.type) {
    case 'command':
      return startCommand(context, commandStep(context, node), steps)
    case 'parallel':
      return startCommand(context, parallelStep(context, node), steps)
    case 'sweep':
      return startSweep(context, node, steps)
    case 'pipeline': {
      const definition = nestedStep(context, node)
      createNestedRun(context)
      return steps.pipeline(definition)
    }
  }
}

/** A step that did the same before, and may be taken for this one, is not run again. */
function startCommand(context: StepContext, definition: CommandDefinition, steps: StepRunner): Promise<void> {
  const { world, spec, pipeline } = context
  const key = reuseKey(world, spec, definition, stepOutputs(context))
  const original = key && !pipeline.forceRerun ? findReusable(world, key) : undefined
  createCommandRun(context, definition, { key, original })
  return original ? Promise.resolve() : steps.command(definition)
}

/** A sweep step's outputs are those of its best trial. */
function startSweep(context: StepContext, node: SweepNode, steps: StepRunner): Promise<void> {
  const { world, stepRunId } = context
  const definition = sweepStep(context, node)
  createSweepRun(context, definition)
  return steps.sweep(definition).then(() => {
    const best = bestTrial(world, stepRunId)
    if (best === undefined) return
    const outputs = describeOutputs(world, stepRunId, placeOutputs(best, definition.outputs))
    updateRun(world, stepRunId, { outputs })
  })
}

const bestTrial = (world: World, runId: string): string | undefined =>
  findRun(world, runId)?.properties['best_child_run_id']
