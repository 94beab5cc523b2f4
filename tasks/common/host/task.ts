import type { Host } from './host.ts'

export type Outcome =
  | { readonly result: 'Succeeded'; readonly message: string }
  | { readonly result: 'SucceededWithIssues'; readonly message: string }

/** One task: how its form is read, what it does, and what its post-job part finishes when `run` did not end. */
export interface TaskDefinition<Inputs> {
  readonly name: string
  /** Reads and checks every input; throws InputError with all problems together. Sends nothing. */
  readInputs(host: Host): Inputs
  run(inputs: Inputs, host: Host): Promise<Outcome>
  /** Called after the job only when `run` did not come to an end by itself. */
  finish?(host: Host): Promise<void>
}

export const succeeded = (message: string): Outcome => ({ result: 'Succeeded', message })
