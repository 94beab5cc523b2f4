import { componentCode as code } from './component-code.ts'
import { environment } from '../job/environment.ts'
import {
  checked,
  choice,
  integer,
  listOf,
  object,
  orBinding,
  required,
  text,
  type Read,
} from '../schema/index.ts'
import { exactly } from './parameter-types.ts'

/** What runs over each mini batch. */
export const parallelTask = object('the task of a parallel run', {
  type: required(choice(['run_function', 'model', 'function'])),
  code,
  entry_script: text,
  program_arguments: text,
  model: text,
  append_row_to: text,
  environment: required(environment),
})
export type ParallelTask = Read<typeof parallelTask>

const retrySettings = object('the retries of a mini batch', {
  timeout: orBinding(integer()),
  max_retries: orBinding(integer()),
})

/** Files (a number) or bytes (with a unit) of one mini batch. */
const miniBatchSize = checked(text, (value, at) => {
  if (!/^(\d+([kmg]b)?|\$\{\{.*\}\})$/i.test(value))
    at.reject(`"${value}" is no size of a mini batch; write a number of files, or bytes as 10kb, 5mb, 1gb.`)
})

/** The part that a parallel component and a parallel node have in common. */
export const parallelFields = {
  logging_level: choice(['WARNING', 'INFO', 'DEBUG'], exactly),
  mini_batch_size: miniBatchSize,
  partition_keys: listOf(text),
  input_data: text,
  retry_settings: retrySettings,
  max_concurrency_per_instance: integer(),
  error_threshold: integer(),
  mini_batch_error_threshold: integer(),
}
