import { mkdir } from 'node:fs/promises'
import type { World } from '../core/world.ts'
import type { Bindings } from './command-line.ts'
import { downloadInput } from './data/download.ts'
import type { CommandDefinition } from './job-definition.ts'
import { type Node, inputDirectory, outputDirectory } from './processes/node.ts'

/** Inputs come to the node; outputs get the directory that the script writes to. */
export async function bindData(world: World, definition: CommandDefinition, node: Node): Promise<Bindings> {
  const bindings: Bindings = { inputs: {}, outputs: {}, search_space: definition.parameters ?? {} }
  for (const [name, input] of Object.entries(definition.inputs)) {
    if (input.kind === 'literal') bindings.inputs[name] = input.value
    else if (input.mode === 'Direct') bindings.inputs[name] = input.uri
    else bindings.inputs[name] = await downloadInput(world, name, input.uri, inputDirectory(node, name))
  }
  for (const [name, output] of Object.entries(definition.outputs)) {
    const path = outputDirectory(node, name)
    if (output.type !== 'uri_file' && output.mode !== 'Direct') await mkdir(path, { recursive: true })
    bindings.outputs[name] = output.mode === 'Direct' ? output.uri : path
  }
  return bindings
}
