import type { CommandDefinition } from '../job-definition.ts'
import { placeOutputs } from '../outputs.ts'
import { driverPath, driverSource, parallelCommand } from '../parallel/parallel-task.ts'
import type { SweepDefinition } from '../sweep/sweep-definition.ts'
import type {
  CommandNode,
  NestedNode,
  ParallelNode,
  PipelineDefinition,
  SweepNode,
} from './pipeline-definition.ts'
import { type StepContext, stepInputs, stepOutputs } from './step-data.ts'

/** The command job that one step of a pipeline is. */
export function commandStep(context: StepContext, node: CommandNode): CommandDefinition {
  return {
    ...taskOf(context, node),
    runId: context.stepRunId,
    inputs: stepInputs(context),
    outputs: placeOutputs(context.stepRunId, stepOutputs(context)),
    timeout: node.timeout,
  }
}

/**
 * The command that a parallel step is: a driver hands out the mini-batches. One node of this machine does the work of
 * all nodes of the step.
 */
export function parallelStep(context: StepContext, node: ParallelNode): CommandDefinition {
  const { task } = node
  return {
    ...taskOf(context, node),
    runId: context.stepRunId,
    command: parallelCommand(task, node.instanceCount),
    codeId: task.codeId,
    environmentId: task.environmentId,
    files: { [driverPath]: driverSource() },
    instanceCount: 1,
    distribution: null,
    inputs: stepInputs(context),
    outputs: placeOutputs(context.stepRunId, stepOutputs(context)),
    timeout: null,
  }
}

/** The sweep that one step is: its trials take the sample as inputs of the component. */
export function sweepStep(context: StepContext, node: SweepNode): SweepDefinition {
  const { pipeline, nodeName, stepRunId } = context
  const inputs = stepInputs(context, Object.keys(node.sweep.searchSpace))
  return {
    ...node.sweep,
    runId: stepRunId,
    rootRunId: pipeline.rootRunId,
    displayName: nodeName,
    experimentName: pipeline.experimentName,
    userId: pipeline.userId,
    trial: { ...taskOf(context, node), inputs },
    outputs: stepOutputs(context),
    samplesAreInputs: true,
  }
}

/** The pipeline that one step is. */
export function nestedStep(context: StepContext, node: NestedNode): PipelineDefinition {
  const { pipeline, nodeName, stepRunId } = context
  return {
    ...pipeline,
    runId: stepRunId,
    displayName: nodeName,
    inputs: stepInputs(context),
    outputs: stepOutputs(context),
    nodes: node.nodes,
  }
}

const taskOf = ({ spec }: StepContext, node: CommandNode | SweepNode | ParallelNode) => ({
  command: spec.command ?? '',
  codeId: spec.code ?? null,
  environmentId: spec.environment ?? '',
  environmentVariables: { ...spec.environment_variables, ...node.environmentVariables },
  computeName: node.computeName,
  instanceCount: node.instanceCount,
  distribution: node.distribution,
})
