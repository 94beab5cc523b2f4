/** A job file of the Azure ML CLI v2, read and checked; nothing is resolved yet and no call was made. */
export type JobSpec = CommandJobSpec | PipelineJobSpec

interface CommonSpec {
  readonly name?: string
  readonly displayName?: string
  readonly description?: string
  readonly experimentName?: string
  readonly tags: Readonly<Record<string, string>>
  readonly properties: Readonly<Record<string, string>>
  readonly inputs: Readonly<Record<string, InputSpec>>
  readonly outputs: Readonly<Record<string, OutputSpec>>
  readonly compute?: string
}

/** What a command needs to run, as a job of its own or as a step. */
export interface CommandSpec {
  readonly command: string
  /** Absolute folder or file, an `azureml:` reference, an ARM id; undefined: no code. */
  readonly code?: string
  readonly environment: EnvironmentSpec
  readonly environmentVariables: Readonly<Record<string, string>>
  readonly resources?: Readonly<Record<string, unknown>>
  readonly distribution?: Readonly<Record<string, unknown>>
  /** Seconds. */
  readonly timeout?: number
}

export interface CommandJobSpec extends CommonSpec, CommandSpec {
  readonly type: 'command'
}

export interface PipelineJobSpec extends CommonSpec {
  readonly type: 'pipeline'
  readonly steps: Readonly<Record<string, StepSpec>>
  readonly settings: Readonly<Record<string, unknown>>
}

export interface StepSpec extends CommandSpec {
  readonly displayName?: string
  readonly inputs: Readonly<Record<string, InputSpec>>
  readonly outputs: Readonly<Record<string, OutputSpec>>
  readonly compute?: string
}

export type InputSpec =
  | {
      readonly kind: 'literal'
      readonly value: string
      readonly type: 'string' | 'integer' | 'number' | 'boolean'
    }
  /** `${{parent...}}`, within a pipeline. */
  | { readonly kind: 'binding'; readonly value: string }
  | { readonly kind: 'data'; readonly type: DataType; readonly mode?: string; readonly path: string }

export type OutputSpec =
  | { readonly kind: 'binding'; readonly value: string }
  | { readonly kind: 'data'; readonly type: DataType; readonly mode?: string; readonly path?: string }

export const DATA_TYPES = [
  'uri_file',
  'uri_folder',
  'mltable',
  'custom_model',
  'mlflow_model',
  'triton_model',
] as const
export type DataType = (typeof DATA_TYPES)[number]

export type EnvironmentSpec =
  | { readonly kind: 'reference'; readonly value: string }
  | { readonly kind: 'inline'; readonly environment: InlineEnvironment }

export interface InlineEnvironment {
  readonly name?: string
  readonly version?: string
  readonly image: string
  /** The conda file's text. */
  readonly condaFile?: string
  readonly description?: string
  readonly tags?: Readonly<Record<string, string>>
}
