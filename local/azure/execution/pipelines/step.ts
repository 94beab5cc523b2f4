import type { World } from '../../core/world.ts'
import type { AssetVersion } from '../../machinelearning/assets/asset-version.ts'
import { shortUri } from '../../machinelearning/common/uris.ts'
import { findRun } from '../../run-history/runs.ts'
import type { CommandDefinition, CommandInput } from '../job-definition.ts'
import { JobFailure } from '../run-error.ts'
import { readBinding } from './bindings.ts'
import type { PipelineDefinition, PipelineNode } from './pipeline-definition.ts'

/** A component's specification as stored: scalars are text. */
export interface ComponentSpec {
  name?: string
  command?: string
  code?: string
  environment?: string
  environment_variables?: Record<string, string>
  inputs?: Record<string, { type?: string; default?: string; optional?: string; mode?: string }>
  outputs?: Record<string, { type?: string; mode?: string }>
}

export interface StepContext {
  world: World
  pipeline: PipelineDefinition
  nodeName: string
  node: PipelineNode
  spec: ComponentSpec
  stepRunId: string
  /** Run ids of the steps that have been started, by node name. */
  stepRuns: ReadonlyMap<string, string>
}

export function componentOf(world: World, id: string): AssetVersion | undefined {
  return world.store.collection<AssetVersion>('components').get(id.replace(/^azureml:/, ''))
}

/** The command job that one step of a pipeline is. */
export function stepDefinition(context: StepContext): CommandDefinition {
  const { node, spec, stepRunId } = context
  return {
    runId: stepRunId,
    command: spec.command ?? '',
    codeId: spec.code ?? null,
    environmentId: spec.environment ?? '',
    environmentVariables: { ...spec.environment_variables, ...node.environmentVariables },
    inputs: stepInputs(context),
    outputs: stepOutputs(context),
    timeout: node.timeout,
    computeName: node.computeName,
  }
}

function stepInputs(context: StepContext): Record<string, CommandInput> {
  const { node, spec, nodeName } = context
  const inputs: Record<string, CommandInput> = {}
  for (const [name, declared] of Object.entries(spec.inputs ?? {})) {
    const given = node.inputs[name] ?? declared.default
    const input = given === undefined ? undefined : resolveInput(context, name, given)
    if (input) inputs[name] = input
    else if (declared.optional?.toLowerCase() !== 'true') {
      throw new JobFailure(`The step '${nodeName}' has no value for the input '${name}' of its component.`)
    }
  }
  return inputs
}

function resolveInput(context: StepContext, name: string, text: string): CommandInput | undefined {
  const declared = context.spec.inputs?.[name]
  const binding = readBinding(text)
  const data = (uri: string): CommandInput => ({
    kind: 'data',
    type: declared?.type ?? 'uri_folder',
    mode: declared?.mode === 'direct' ? 'Direct' : 'ReadOnlyMount',
    uri,
  })
  switch (binding.kind) {
    case 'parentInput':
      return context.pipeline.inputs[binding.name]
    case 'nodeOutput':
      return data(outputUri(context, binding.node, binding.name))
    case 'parentOutput':
      throw new JobFailure(
        `The input '${name}' of step '${context.nodeName}' is bound to an output of the pipeline.`,
      )
    case 'value':
      return isData(declared?.type) ? data(binding.value) : { kind: 'literal', value: binding.value }
  }
}

/** Component types of values, as opposed to data and models. */
const isData = (type: string | undefined): boolean => /^(uri_|mltable$|path$|.*_model$)/.test(type ?? '')

function outputUri({ world, stepRuns, nodeName }: StepContext, node: string, output: string): string {
  const uri = findRun(world, stepRuns.get(node) ?? '')?.outputs[output]?.uri
  if (uri !== undefined) return uri
  throw new JobFailure(
    `The step '${nodeName}' reads the output '${output}' of '${node}', which has no such output.`,
  )
}

function stepOutputs({ pipeline, node, spec, stepRunId }: StepContext): CommandDefinition['outputs'] {
  const outputs: CommandDefinition['outputs'] = {}
  for (const [name, declared] of Object.entries(spec.outputs ?? {})) {
    const binding = readBinding(node.outputs[name] ?? '')
    const parent = binding.kind === 'parentOutput' ? pipeline.outputs[binding.name] : undefined
    const explicit = binding.kind === 'value' && binding.value !== '' ? binding.value : parent?.uri
    const type = declared.type ?? 'uri_folder'
    const { assetName, assetVersion } = parent ?? {}
    outputs[name] = {
      type,
      mode: 'ReadWriteMount',
      uri: explicit ?? defaultOutputUri(stepRunId, name, type),
      ...(assetName && { assetName }),
      ...(assetVersion && { assetVersion }),
    }
  }
  return outputs
}

/** Where the service puts an output that names no place: under the id of the run that writes it. */
export const defaultOutputUri = (runId: string, name: string, type: string): string =>
  shortUri('workspaceblobstore', `azureml/${runId}/${name}${type === 'uri_file' ? '' : '/'}`)
