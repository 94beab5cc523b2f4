import type { World } from '../../core/world.ts'
import { findRun } from '../../run-history/runs.ts'
import type { CommandInput, OutputTemplate } from '../job-definition.ts'
import { JobFailure } from '../run-error.ts'
import { readBinding } from './bindings.ts'
import type { ComponentSpec, DeclaredInput } from './component-spec.ts'
import type { PipelineDefinition, PipelineNode } from './pipeline-definition.ts'

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

/**
 * What the step reads: what the node binds, else the component's default.
 *
 * @param elsewhere names of inputs that get their value in another way
 * @throws JobFailure for an input that is neither given nor optional
 */
export function stepInputs(context: StepContext, elsewhere: string[] = []): Record<string, CommandInput> {
  const inputs: Record<string, CommandInput> = {}
  for (const [name, declared] of Object.entries(context.spec.inputs ?? {})) {
    const text = context.node.inputs[name]
    const given = text === undefined ? undefined : resolveInput(context, name, declared, text)
    const input = given ?? (declared.default === undefined ? undefined : toInput(declared, declared.default))
    if (input) inputs[name] = withMode(input, context.node.inputModes[name] ?? declared.mode)
    else if (declared.optional?.toLowerCase() !== 'true' && !elsewhere.includes(name)) {
      throw new JobFailure(
        `The step '${context.nodeName}' has no value for the input '${name}' of its component.`,
      )
    }
  }
  return inputs
}

function resolveInput(
  context: StepContext,
  name: string,
  declared: DeclaredInput,
  text: string,
): CommandInput | undefined {
  const binding = readBinding(text)
  switch (binding.kind) {
    case 'parentInput':
      return context.pipeline.inputs[binding.name]
    case 'nodeOutput':
      return toData(declared, outputUri(context, binding.node, binding.name))
    case 'parentOutput':
      throw new JobFailure(
        `The input '${name}' of step '${context.nodeName}' is bound to an output of the pipeline.`,
      )
    case 'value':
      return toInput(declared, binding.value)
  }
}

const toInput = (declared: DeclaredInput, value: string): CommandInput =>
  isData(declared.type) ? toData(declared, value) : { kind: 'literal', value }

const toData = ({ type }: DeclaredInput, uri: string): CommandInput => ({
  kind: 'data',
  type: type ?? 'uri_folder',
  mode: 'ReadOnlyMount',
  uri,
})

/** Components say `direct` where jobs say `Direct`; the other modes all bring a copy. */
const withMode = (input: CommandInput, mode: string | undefined): CommandInput =>
  input.kind === 'literal' || mode === undefined
    ? input
    : { ...input, mode: mode.toLowerCase() === 'direct' ? 'Direct' : mode }

/** Component types of values, as opposed to data and models. */
const isData = (type: string | undefined): boolean => /^(uri_|mltable$|path$|.*_model$)/.test(type ?? '')

function outputUri({ world, stepRuns, nodeName }: StepContext, node: string, output: string): string {
  const uri = findRun(world, stepRuns.get(node) ?? '')?.outputs[output]?.uri
  if (uri !== undefined) return uri
  throw new JobFailure(
    `The step '${nodeName}' reads the output '${output}' of '${node}', which has no such output.`,
  )
}

/** Where the step writes: the pipeline's output that it is bound to, or what the node itself says. */
export function stepOutputs({ pipeline, node, spec }: StepContext): Record<string, OutputTemplate> {
  const outputs: Record<string, OutputTemplate> = {}
  for (const [name, declared] of Object.entries(spec.outputs ?? {})) {
    const binding = readBinding(node.outputs[name] ?? '')
    const parent = binding.kind === 'parentOutput' ? pipeline.outputs[binding.name] : undefined
    outputs[name] = {
      mode: 'ReadWriteMount',
      ...{ uri: null, ...parent, ...node.ownOutputs[name] },
      type: declared.type ?? 'uri_folder',
    }
  }
  return outputs
}
