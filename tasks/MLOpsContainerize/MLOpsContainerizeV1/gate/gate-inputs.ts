import type { GateRule } from '../../../common/gate/gate-rule.ts'
import type { InputReader } from '../../../common/host/input-reader.ts'
import { readRule } from './gate-rule-parts.ts'
import { readRules } from './gate-rules.ts'
import { formSource } from './gate-sources.ts'

/** What the gate demands; a model must satisfy every rule. */
export interface GateInputs {
  readonly rules: readonly GateRule[]
}

/** The gate of the form: one rule by single inputs, or several by `gateRules`. Undefined: no gate. */
export function readGate(read: InputReader): GateInputs | undefined {
  const form = formSource(read)
  const metric = form.text('metric')
  const rules = read.text('gateRules')
  const owners = ['threshold', 'baselineVersion'] as const
  const strays = owners.filter(key => form.text(key) !== undefined)
  if (rules !== undefined) {
    if (metric !== undefined)
      form.reject('metric', 'gateMetric and gateRules exclude each other; write this metric as a rule too.')
    if (form.text('threshold') !== undefined)
      form.reject('threshold', 'a threshold belongs to one metric; write it into its rule of gateRules.')
    return { rules: readRules(read, rules, form) }
  }
  if (metric !== undefined) return { rules: [readRule(form)] }
  if (strays.includes('threshold')) form.reject('metric', 'a threshold needs a metric; name it.')
  else if (strays.length > 0) form.reject('metric', 'a baseline needs a metric to compare; name it.')
  return undefined
}
