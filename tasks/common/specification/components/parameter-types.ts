import { pythonText } from '../python-scalars.ts'
import type { Literal } from '../schema/index.ts'

/** What a component takes and gives as text. */
export const PARAMETERS = ['integer', 'number', 'boolean', 'string'] as const
export type Parameter = (typeof PARAMETERS)[number]

/** What it takes and gives as files. */
export const PORTS = [
  'uri_file',
  'uri_folder',
  'mltable',
  'mlflow_model',
  'custom_model',
  'triton_model',
  'path',
] as const

export const PORT_MODES = [
  'ro_mount',
  'rw_mount',
  'mount',
  'download',
  'upload',
  'direct',
  'eval_mount',
  'eval_download',
  'link',
] as const

export const isParameter = (type: string): type is Parameter =>
  (PARAMETERS as readonly string[]).includes(type)

/** For `choice`: the official client takes these words only as they are written here. */
export const exactly = (word: string): string => word

/** A literal as a parameter of this type holds it, in Python's text; undefined where it is none. */
export function parameterText(type: Parameter, literal: Literal): string | undefined {
  if (type === 'string') return literal.text
  if (type === 'boolean') {
    const word = literal.text.toLowerCase()
    return word === 'true' ? 'True' : word === 'false' ? 'False' : undefined
  }
  const value = literal.type === 'boolean' || literal.text.trim() === '' ? Number.NaN : Number(literal.text)
  if (Number.isNaN(value)) return undefined
  if (type === 'number') return pythonText(value, true)
  return literal.type === 'integer' ? literal.text : pythonText(Math.trunc(value), false)
}
