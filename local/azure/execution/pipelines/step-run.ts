import { newGuid, newHex } from '../../core/ids.ts'
import type { World } from '../../core/world.ts'
import { describeOutputs } from '../../run-history/outputs.ts'
import { createRun } from '../../run-history/runs.ts'
import type { CommandDefinition } from '../job-definition.ts'
import type { PipelineDefinition } from './pipeline-definition.ts'
import type { ComponentSpec } from './step.ts'

export const newStepId = (): string => newGuid()

/** The run of one step, with the properties by which clients recognise it. */
export function createStepRun(
  world: World,
  pipeline: PipelineDefinition,
  nodeName: string,
  spec: ComponentSpec,
  definition: CommandDefinition,
): void {
  const name = spec.name ?? 'azureml_anonymous'
  const nodeId = newHex(8)
  createRun(world, {
    runId: definition.runId,
    rootRunId: pipeline.runId,
    parentRunId: pipeline.runId,
    runType: 'azureml.StepRun',
    displayName: nodeName,
    name,
    experimentName: pipeline.experimentName,
    target: definition.computeName,
    userId: pipeline.userId,
    tags: { 'azureml.nodeid': nodeId, 'azureml.pipeline': pipeline.runId },
    properties: {
      'azureml.runsource': 'azureml.StepRun',
      'azureml.nodeid': nodeId,
      'azureml.moduleName': name,
      'azureml.pipeline': pipeline.runId,
      'azureml.pipelinerunid': pipeline.runId,
      'azureml.DevPlatv2': 'true',
      'azureml.pipelineComponent': 'masterescloud',
      StepType: 'PythonScriptStep',
      ComputeTargetType: 'AmlCompute',
    },
    outputs: describeOutputs(world, definition.runId, definition.outputs),
    definition: { command: definition.command, target: definition.computeName },
  })
}
