import { InputError } from '../../../common/errors.ts'
import type { Wanted } from '../../../common/machinelearning/run/results/download-outputs.ts'
import { suggestion } from '../../../common/specification/schema/index.ts'

/** Every job has it beside its named outputs: logs, and what the code wrote to ./outputs. */
const DEFAULT = 'default'

/** Finds a wrong name in `downloadOutputs` before anything is sent or waited for. */
export function checkDownloads(wanted: Wanted, outputs: readonly string[]): void {
  if (typeof wanted === 'string') return
  const problems = wanted
    .filter(name => name !== DEFAULT && !outputs.includes(name))
    .map(name => `'downloadOutputs': the job has no output "${name}"; ${suggestion(name, outputs)}`)
  if (problems.length > 0) throw new InputError(problems)
}
