import { newGuid, newHex } from '../../core/ids.ts'
import { describeOutputs } from '../../run-history/outputs.ts'
import type { RunDocument } from '../../run-history/run-document.ts'
import { type NewRun, createRun } from '../../run-history/runs.ts'
import type { CommandDefinition } from '../job-definition.ts'
import type { SweepDefinition } from '../sweep/sweep-definition.ts'
import { sweepProperties, sweepTags } from '../sweep/sweep-run.ts'
import { reuseProperties } from './reuse.ts'
import type { StepContext } from './step-data.ts'

export const newStepId = (): string => newGuid()

/** The run of a command step; with an original it is over, and its artifacts are the original's. */
export function createCommandRun(
  context: StepContext,
  definition: CommandDefinition,
  { key, original }: { key: string | undefined; original: RunDocument | undefined },
): void {
  const { world } = context
  const run = stepRun(context, 'PythonScriptStep', definition.computeName)
  const now = world.clock.now().toISOString()
  createRun(world, {
    ...run,
    outputs: original?.outputs ?? describeOutputs(world, definition.runId, definition.outputs),
    definition: { command: definition.command, target: definition.computeName },
    ...(key && { reuseKey: key }),
    ...(original && {
      properties: { ...run.properties, ...reuseProperties(world, original) },
      dataContainerId: original.dataContainerId,
      status: 'Completed',
      startTimeUtc: now,
      endTimeUtc: now,
    }),
  })
}

/** The run of a sweep step, with what makes it a HyperDrive run. */
export function createSweepRun(context: StepContext, sweep: SweepDefinition): void {
  const run = stepRun(context, 'HyperDriveStep', sweep.trial.computeName)
  createRun(context.world, {
    ...run,
    properties: { ...run.properties, ...sweepProperties(sweep), 'azureml.runsource': 'azureml.StepRun' },
    tags: { ...run.tags, ...sweepTags(sweep) },
  })
}

/** The run of a pipeline component, whose steps are its children. */
export function createNestedRun(context: StepContext): void {
  createRun(context.world, stepRun(context, 'SubGraphCloudStep', null))
}

/** A step with the properties by which clients recognise it. */
function stepRun(context: StepContext, stepType: string, target: string | null) {
  const { pipeline, nodeName, spec, stepRunId } = context
  const name = spec.name ?? 'azureml_anonymous'
  const nodeId = newHex(8)
  const root = pipeline.rootRunId
  return {
    runId: stepRunId,
    rootRunId: root,
    parentRunId: pipeline.runId,
    runType: 'azureml.StepRun',
    displayName: nodeName,
    name,
    experimentName: pipeline.experimentName,
    target,
    userId: pipeline.userId,
    tags: { 'azureml.nodeid': nodeId, 'azureml.pipeline': root },
    properties: {
      'azureml.runsource': 'azureml.StepRun',
      'azureml.nodeid': nodeId,
      'azureml.moduleName': name,
      'azureml.pipeline': root,
      'azureml.pipelinerunid': root,
      'azureml.DevPlatv2': 'true',
      'azureml.pipelineComponent': 'masterescloud',
      StepType: stepType,
      ComputeTargetType: 'AmlCompute',
    },
  } satisfies NewRun
}
