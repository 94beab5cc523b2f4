import type { Distribution } from '../distribution/distribution.ts'
import type { CommandInput, OutputTemplate } from '../job-definition.ts'
import type { ParallelTask } from '../parallel/parallel-task.ts'
import type { SweepDefinition } from '../sweep/sweep-definition.ts'

/** A pipeline job or a pipeline component in its place as a step, from the REST body after validation. */
export interface PipelineDefinition {
  runId: string
  /** The pipeline job, of which this may be a part. */
  rootRunId: string
  displayName: string
  experimentName: string
  userId: string
  inputs: Record<string, CommandInput>
  /** By name; without a uri the default place of the step that writes it. */
  outputs: Record<string, OutputTemplate>
  nodes: Record<string, PipelineNode>
  continueOnStepFailure: boolean
  /** True: no step is taken from an earlier run. */
  forceRerun: boolean
}

export type PipelineNode = CommandNode | SweepNode | ParallelNode | NestedNode

interface NodeData {
  /** ARM id of a component version. */
  componentId: string
  /** A literal, a URI, or a binding such as `${{parent.inputs.x}}`; by input name. */
  inputs: Record<string, string>
  /** The mode of an input, where the node names one. */
  inputModes: Record<string, string>
  /** `${{parent.outputs.x}}`, by output name; absent: an output of the node's own. */
  outputs: Record<string, string>
  /** What the node itself says of an output. */
  ownOutputs: Record<string, Partial<OutputTemplate>>
}

interface Placement {
  /** Name of the cluster, or `serverless`. */
  computeName: string
  environmentVariables: Record<string, string>
  instanceCount: number
  distribution: Distribution | null
}

export interface CommandNode extends NodeData, Placement {
  type: 'command'
  timeout: string | null
}

export interface SweepNode extends NodeData, Placement {
  type: 'sweep'
  sweep: Pick<SweepDefinition, 'searchSpace' | 'sampling' | 'objective' | 'earlyTermination' | 'limits'>
}

export interface ParallelNode extends NodeData, Placement {
  type: 'parallel'
  task: ParallelTask
}

/** A pipeline component: a pipeline within the pipeline. */
export interface NestedNode extends NodeData {
  type: 'pipeline'
  nodes: Record<string, PipelineNode>
}
