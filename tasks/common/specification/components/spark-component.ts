import { componentCode as code } from './component-code.ts'
import { environment } from '../job/environment.ts'
import {
  anyMapping,
  boolean,
  byPlace,
  choice,
  fallback,
  listOf,
  object,
  required,
  text,
  type Read,
} from '../schema/index.ts'
import { additionalIncludes } from './additional-includes.ts'
import { componentFields } from './component-fields.ts'

const entry = byPlace(at => (at.has('class_name') ? 'byClass' : 'byFile'), {
  byFile: object('an entry file', { file: required(text) }),
  byClass: object('an entry class', { class_name: required(text) }),
})

/** The part that a Spark component and a Spark node have in common. */
export const sparkFields = {
  code,
  entry: required(entry),
  py_files: listOf(text),
  jars: listOf(text),
  files: listOf(text),
  archives: listOf(text),
  conf: anyMapping,
  args: text,
  environment,
}

export const sparkComponent = object('a Spark component', {
  ...componentFields,
  type: required(choice(['spark'])),
  is_deterministic: fallback(boolean, true),
  ...sparkFields,
  additional_includes: additionalIncludes,
  properties: anyMapping,
})
export type SparkComponent = Read<typeof sparkComponent>
