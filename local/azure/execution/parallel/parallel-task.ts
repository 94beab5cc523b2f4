import { readFileSync } from 'node:fs'

/** What a parallel node says over its component, both as the wire has it. */
export interface ParallelTask {
  codeId: string | null
  environmentId: string
  entryScript: string
  programArguments: string
  /** `${{inputs.x}}` */
  inputData: string
  /** `${{outputs.y}}`, to whose file the rows go. */
  appendRowTo: string | null
  /** Files in a batch. */
  miniBatchSize: number
  maxConcurrencyPerInstance: number
  maxTries: number
  /** Failed items that are borne; -1: any number. */
  errorThreshold: number
  miniBatchErrorThreshold: number
}

/** Where the driver lies in the working directory, as on Azure. */
export const driverPath = 'driver/amlbi_main.py'

export const driverSource = (): string => readFileSync(new URL('driver.py', import.meta.url), 'utf8')

/** All workers are processes of one node here, as many as on all nodes of the step. */
export function parallelCommand(task: ParallelTask, instanceCount: number): string {
  const options: [string, string | number][] = [
    ['scoring_module_name', quote(task.entryScript)],
    ['input', task.inputData],
    ['mini_batch_size', task.miniBatchSize],
    ['workers', task.maxConcurrencyPerInstance * instanceCount],
    ['run_max_try', task.maxTries],
    ['error_threshold', task.errorThreshold],
    ['allowed_failed_count', task.miniBatchErrorThreshold],
  ]
  if (task.appendRowTo !== null) options.push(['append_row_to', task.appendRowTo])
  const own = options.map(([name, value]) => `--${name} ${value}`).join(' ')
  return `python ${driverPath} ${own} -- ${task.programArguments}`
}

/** A shell word. */
const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
