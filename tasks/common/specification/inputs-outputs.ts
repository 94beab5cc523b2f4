import { isScalar, type Scalar } from 'yaml'
import { DATA_TYPES, type DataType, type InputSpec, type OutputSpec } from './job-spec.ts'
import { localPath } from './local-path.ts'
import { isFloat, literalText, type MappingReader } from './mapping-reader.ts'

const INPUT_MODES = ['ro_mount', 'rw_mount', 'download', 'direct', 'eval_mount', 'eval_download']
const OUTPUT_MODES = ['rw_mount', 'upload', 'direct']
const BINDING = /^\$\{\{\s*parent\./

export function readInputs(reader: MappingReader | undefined): Record<string, InputSpec> {
  const inputs: Record<string, InputSpec> = {}
  for (const name of reader?.keys() ?? []) {
    const input = reader && readInput(reader, name)
    if (input) inputs[name] = input
  }
  return inputs
}

export function readOutputs(reader: MappingReader | undefined): Record<string, OutputSpec> {
  const outputs: Record<string, OutputSpec> = {}
  for (const name of reader?.keys() ?? [])
    outputs[name] = reader ? readOutput(reader, name) : { kind: 'binding', value: '' }
  return outputs
}

function readInput(reader: MappingReader, name: string): InputSpec | undefined {
  const scalar = reader.scalarNode(name)
  if (scalar) return scalarInput(scalar)
  const input = reader.mapping(name)
  if (!input) return undefined
  input.only(['type', 'path', 'mode', 'value', 'description', 'optional', 'default'])
  if (!input.has('path')) return literalOf(input)
  const mode = choice(input, 'mode', INPUT_MODES)
  return {
    kind: 'data',
    type: dataType(input, 'uri_folder'),
    path: localPath(input.required('path'), reader.file.folder),
    ...(mode !== undefined && { mode }),
  }
}

function scalarInput(scalar: Scalar): InputSpec | undefined {
  if (scalar.value === null) return undefined
  const value = literalText(scalar)
  if (BINDING.test(value)) return { kind: 'binding', value }
  return { kind: 'literal', value, type: literalType(scalar) }
}

function literalOf(input: MappingReader): InputSpec | undefined {
  const key = input.has('value') ? 'value' : 'default'
  const scalar = input.scalarNode(key)
  if (scalar) return scalarInput(scalar)
  input.reject('path', 'an input needs a path or a value.')
  return undefined
}

function literalType(node: Scalar): 'string' | 'integer' | 'number' | 'boolean' {
  if (typeof node.value === 'boolean') return 'boolean'
  if (typeof node.value === 'bigint') return 'integer'
  if (typeof node.value !== 'number') return 'string'
  return isFloat(node) ? 'number' : 'integer'
}

function readOutput(reader: MappingReader, name: string): OutputSpec {
  const scalar = reader.scalarNode(name)
  if (isScalar(scalar) && typeof scalar.value === 'string') return { kind: 'binding', value: scalar.value }
  const output = reader.mapping(name)
  output?.only(['type', 'path', 'mode', 'description'], ['name', 'version'])
  const mode = output && choice(output, 'mode', OUTPUT_MODES)
  const path = output?.text('path')
  return {
    kind: 'data',
    type: output ? dataType(output, 'uri_folder') : 'uri_folder',
    ...(mode !== undefined && { mode }),
    ...(path !== undefined && { path }),
  }
}

const dataType = (reader: MappingReader, fallback: DataType): DataType =>
  (choice(reader, 'type', DATA_TYPES) as DataType | undefined) ?? fallback

function choice(reader: MappingReader, key: string, values: readonly string[]): string | undefined {
  const value = reader.text(key)
  if (value !== undefined && !values.includes(value))
    reader.reject(key, `"${value}" is none of ${values.join(', ')}.`)
  return value
}
