import { statSync } from 'node:fs'
import { existingPath } from '../asset-path.ts'
import { isRemote } from '../local-path.ts'
import { mapOf } from '../schema/collections.ts'
import { fallback, ignored, required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked, mapped, worded } from '../schema/refine.ts'
import { choice, literal, text, type Literal } from '../schema/scalars.ts'
import type { Read, Schema } from '../schema/schema.ts'
import { byType, shapes } from '../schema/unions.ts'

const MODES = ['ro_mount', 'download', 'direct'] as const

const ON_COMPUTE = 'the service has no such setting for an input; the official client drops it too.'

const common = { path: required(existingPath), datastore: text }
const data = {
  ...common,
  mode: choice(MODES),
  path_on_compute: ignored(ON_COMPUTE),
}

const anyDataInput = byType(
  'type',
  {
    uri_file: object('an input of type uri_file', { type: required(choice(['uri_file'])), ...data }),
    uri_folder: object('an input of type uri_folder', {
      type: fallback(choice(['uri_folder']), 'uri_folder'),
      ...data,
    }),
    mltable: object('an input of type mltable', {
      type: required(choice(['mltable'])),
      ...data,
      mode: choice([...MODES, 'eval_mount', 'eval_download']),
    }),
    custom_model: object('an input that is a model', {
      type: required(choice(['custom_model'])),
      ...common,
      mode: choice(MODES),
    }),
    mlflow_model: object('an input that is a model', {
      type: required(choice(['mlflow_model'])),
      ...common,
      mode: choice(MODES),
    }),
    triton_model: object('an input that is a model', {
      type: required(choice(['triton_model'])),
      ...common,
      mode: choice(MODES),
    }),
  },
  { otherwise: at => (at.at('type').isBlank ? 'uri_folder' : undefined) },
)
export type DataInput = Read<typeof anyDataInput>

/** The node would mount a file as a folder, or the other way round, and find nothing. */
const dataInput: Schema<DataInput> = checked(anyDataInput, ({ type, path: target }, at) => {
  if (isRemote(target)) return
  const isFolder = statSync(target).isDirectory()
  if (type === 'uri_file' && isFolder) at.at('path').reject(`${target} is a folder; its type is uri_folder.`)
  if (type === 'uri_folder' && !isFolder) at.at('path').reject(`${target} is a file; its type is uri_file.`)
})

/** Written so, the official client makes True of 1 and cuts fractions off. */
const value = mapped(object('a literal input', { value: required(literal) }), (input, at) => {
  const { text: word, type } = input.value
  if (type !== 'integer' && type !== 'number') return input.value
  const whole = word.replace(/\.0$/, '')
  if (/^-?\d+$/.test(whole) && whole !== '0' && whole !== '1')
    return { text: whole, type: 'integer' as const }
  at.at('value').reject(
    `the official client does not send the number ${word} from here as it stands; write it as the input itself (name: ${word}).`,
  )
  return undefined
})

const withPathOrValue: Schema<DataInput | Literal> = {
  expected: 'a mapping with a path or a value',
  read(at) {
    if (at.has('value') && !at.has('path')) return value.read(at)
    if (at.has('path')) return dataInput.read(at)
    at.at('path').reject('an input needs a path or a value.')
    return undefined
  },
  below: (key, at) => (key === 'value' && !at.has('path') ? value.below(key, at) : dataInput.below(key, at)),
  parts: () => [
    { kind: 'inner', schema: value },
    { kind: 'inner', schema: dataInput },
  ],
}

/** A literal (with `text`), or data (with `path`: absolute, or a reference). */
export type JobInput = Literal | DataInput
export const jobInput: Schema<JobInput> = worded(
  'text, a number, a boolean, or a mapping with a path or a value',
  shapes({ scalar: literal, mapping: withPathOrValue }),
)
export const isData = <D extends { readonly path: string }>(input: Literal | D): input is D => 'path' in input

/** Why a name cannot be one of an input or output; the service takes no other. */
export const checkName = (name: string): string | undefined =>
  /^[a-zA-Z_]\w*$/.test(name) ? undefined : 'a name consists of letters, digits and underscores.'

/** The same of a pipeline or a node, where dots group parameters: `optimizer.rate`. */
export function checkGroupedName(name: string): string | undefined {
  return name
    .split('.')
    .map(checkName)
    .find(why => why !== undefined)
}

export const jobInputs = mapOf(jobInput, checkName)
export type JobInputs = Read<typeof jobInputs>
export const pipelineInputs = mapOf(jobInput, checkGroupedName)
