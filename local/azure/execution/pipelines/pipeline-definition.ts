/** A pipeline job, from the REST body after validation. */
export interface PipelineDefinition {
  runId: string
  displayName: string
  experimentName: string
  userId: string
  inputs: Record<string, PipelineInput>
  outputs: Record<string, PipelineOutput>
  nodes: Record<string, PipelineNode>
  continueOnStepFailure: boolean
}

export type PipelineInput =
  { kind: 'literal'; value: string } | { kind: 'data'; type: string; mode: string; uri: string }

export interface PipelineOutput {
  type: string
  mode: string
  /** Null: the default place of the step that writes it. */
  uri: string | null
  /** Register it under this name when its step has succeeded. */
  assetName?: string
  assetVersion?: string
}

export interface PipelineNode {
  /** ARM id of a component version. */
  componentId: string
  /** Name of the cluster, or `serverless`. */
  computeName: string
  /** A literal, a URI, or a binding such as `${{parent.inputs.x}}`; by input name. */
  inputs: Record<string, string>
  /** `${{parent.outputs.x}}` or a URI, by output name; absent: the default place. */
  outputs: Record<string, string>
  environmentVariables: Record<string, string>
  timeout: string | null
}
