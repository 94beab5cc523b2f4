import { mapOf, nullable } from '../schema/collections.ts'
import { object } from '../schema/object.ts'
import { choice, text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { checkName } from './inputs.ts'

export const dataTypes = [
  'uri_file',
  'uri_folder',
  'mltable',
  'custom_model',
  'mlflow_model',
  'triton_model',
] as const
export type DataType = (typeof dataTypes)[number]

export const jobOutput = object('an output', {
  type: choice(dataTypes),
  mode: choice(['mount', 'rw_mount', 'upload', 'direct']),
  path: text,
  name: text,
  version: text,
})
export type JobOutput = Read<typeof jobOutput>

/** An output without a word about it (null) is a folder. */
export const jobOutputs = mapOf(nullable(jobOutput), checkName)
export type JobOutputs = Read<typeof jobOutputs>
