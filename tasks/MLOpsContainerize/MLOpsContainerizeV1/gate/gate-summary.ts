import type { Clause, Policy } from '../../../common/gate/gate-rule.ts'
import { cell, table } from '../../../common/summary/markdown.ts'
import type { ChosenModel } from '../choose-candidate.ts'
import type { GateResult } from './run-gate.ts'

const passes: Record<Policy, string> = { accept: 'yes', reject: 'no', fail: 'cannot tell' }
const verdicts: Record<GateResult['verdict'], string> = {
  accepted: 'accepted',
  rejected: 'rejected',
  failed: 'not judged',
  none: 'no gate',
}

/** The verdict as Markdown, a row for each clause. */
export function gateSummary(model: ChosenModel, { verdict, clauses }: GateResult): string {
  const heading = `## Model ${cell(model.model)}: ${verdicts[verdict]}`
  if (clauses.length === 0) return heading
  const head = ['Metric', 'Value', 'Bound', 'Passes', 'Compared with', 'Because']
  return `${heading}\n\n${table(head, clauses.map(rowOf))}`
}

const rowOf = ({ metric, value, bound, outcome, baseline, text }: Clause): string[] => [
  metric,
  number(value),
  number(bound),
  passes[outcome],
  baseline ?? '',
  text,
]

const number = (value: number | null): string => (value === null ? '' : String(Number(value.toPrecision(6))))
