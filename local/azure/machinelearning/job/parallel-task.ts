import { notEmulated } from '../../core/errors.ts'
import type { ParallelTask } from '../../execution/parallel/parallel-task.ts'
import type { ComponentSpec } from '../../execution/pipelines/component-spec.ts'
import type { Fields } from '../common/body.ts'
import { textOf } from '../common/text.ts'

/**
 * A parallel node's task: what the node says, else what its component says.
 *
 * @throws AzureError 501 for tables and partitions, which need the service's own reader
 */
export function readParallelTask(name: string, body: Fields, spec: ComponentSpec): ParallelTask {
  const component: Fields = { ...spec }
  const setting = (key: string): unknown => body[key] ?? component[key]
  const task: Fields = { ...spec.task, ...(body['task'] as Fields | null) }
  const number = (key: string, fallback: number) => Number(setting(key) ?? fallback)
  const inputData = textOf(setting('input_data'))
  const input = /inputs\.(\w+)/.exec(inputData)?.[1] ?? ''
  if (setting('partition_keys') || spec.inputs?.[input]?.type === 'mltable')
    throw notEmulated(`parallel nodes over tables or partitions (node '${name}')`)
  if (task['type'] !== 'run_function')
    throw notEmulated(`parallel tasks of type '${textOf(task['type'])}' (node '${name}')`)
  const retry = (setting('retry_settings') ?? {}) as Fields
  const code = textOf(task['code'])
  const appendRowTo = textOf(task['append_row_to'])
  return {
    codeId: code || null,
    environmentId: textOf(task['environment']),
    entryScript: textOf(task['entry_script']),
    programArguments: textOf(task['program_arguments']),
    inputData,
    appendRowTo: appendRowTo || null,
    miniBatchSize: number('mini_batch_size', 10),
    maxConcurrencyPerInstance: number('max_concurrency_per_instance', 1),
    maxTries: Number(retry['max_retries'] ?? 2) + 1,
    errorThreshold: number('error_threshold', -1),
    miniBatchErrorThreshold: number('mini_batch_error_threshold', -1),
  }
}
