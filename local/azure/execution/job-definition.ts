import type { Distribution } from './distribution/distribution.ts'

/** What the runner needs of a command job or of a pipeline's step; from the REST body, after validation. */
export interface CommandDefinition {
  runId: string
  command: string
  /** ARM id of a code version; none: an empty working directory. */
  codeId: string | null
  environmentId: string
  environmentVariables: Record<string, string>
  inputs: Record<string, CommandInput>
  outputs: Record<string, CommandOutput>
  /** ISO 8601 duration. */
  timeout: string | null
  computeName: string
  /** Nodes that the job occupies. */
  instanceCount: number
  /** Null: one process a node. */
  distribution: Distribution | null
  /** What the service lays beside the snapshot, by path in the working directory. */
  files?: Record<string, string>
  /** A trial's sample of the search space: what `${{search_space.x}}` stands for. */
  parameters?: Record<string, string>
}

export type CommandInput =
  { kind: 'literal'; value: string } | { kind: 'data'; type: string; mode: string; uri: string }

export interface CommandOutput {
  type: string
  mode: string
  /** Where it is uploaded: `azureml://datastores/...`; a folder ends with a slash. */
  uri: string
  /** Register it under this name when the job has succeeded. */
  assetName?: string
  assetVersion?: string
}

/** An output before the run that writes it is known. */
export interface OutputTemplate {
  type: string
  mode: string
  /** May hold `${{name}}`, which stands for the run; null: the default place of the run. */
  uri: string | null
  assetName?: string
  assetVersion?: string
}
