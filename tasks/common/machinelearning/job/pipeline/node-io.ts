import { bindingPath } from '../../../specification/nodes/bindings.ts'
import type { NodeInput, NodeInputs } from '../../../specification/nodes/node-inputs.ts'
import type { NodeOutput, NodeOutputs } from '../../../specification/nodes/node-outputs.ts'
import type { ComponentOutputs } from '../../../specification/components/interface.ts'
import type { JobBody } from '../body.ts'
import { defined } from '../defined.ts'
import { modeBody } from '../modes.ts'
import type { Resolver } from '../resolver.ts'

/** What a node is given; local data is uploaded. Within nodes the keys are snake_case. */
export async function nodeInputBodies(inputs: NodeInputs = {}, resolver: Resolver): Promise<JobBody> {
  const bodies: Record<string, JobBody> = {}
  for (const [name, input] of Object.entries(inputs)) bodies[name] = await inputBody(input, resolver)
  return bodies
}

async function inputBody(input: NodeInput, resolver: Resolver): Promise<JobBody> {
  if ('text' in input) return { job_input_type: 'literal', value: input.text }
  const mode = modeBody(input.mode)
  if (bindingPath(input.path) !== undefined)
    return defined({ job_input_type: 'literal', value: input.path, mode })
  return defined({ job_input_type: input.type, uri: await resolver.inputUri(input), mode })
}

/** Where a node's outputs go. One that its component declares as a file is a file, whatever the node says. */
export function nodeOutputBodies(outputs: NodeOutputs = {}, declared: ComponentOutputs = {}): JobBody {
  const entries = Object.entries(outputs).flatMap(([name, output]) =>
    output === null ? [] : [[name, outputBody(output, declared[name]?.type)] as const],
  )
  return Object.fromEntries(entries)
}

function outputBody(output: NonNullable<NodeOutput>, declared: string | undefined): JobBody {
  if (typeof output === 'string') return { type: 'literal', value: output }
  const { type, path, name, version } = output
  const common = { mode: modeBody(output.mode), name, version }
  if (path !== undefined && bindingPath(path)?.startsWith('parent.outputs.'))
    return defined({ type: 'literal', value: path, ...common })
  const own = declared === 'uri_file' ? declared : (type ?? 'uri_folder')
  return defined({ job_output_type: own, uri: path, ...common })
}
