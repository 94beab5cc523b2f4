import assert from 'node:assert/strict'
import type { Baseline, GateRule, Verdict } from '../../../../tasks/common/gate/gate-rule.ts'
import { judge } from '../../../../tasks/common/gate/judge.ts'
import { readMargin } from '../../../../tasks/common/gate/margin.ts'

export const rule: GateRule = {
  metric: 'roc_auc',
  goal: 'maximize',
  baseline: { from: 'deployed', endpointName: 'chd' },
  threshold: undefined,
  margin: { amount: 0, isPercent: false },
  missingMetric: 'fail',
  missingBaseline: 'accept',
  unreadableBaseline: 'fail',
}
export const candidate = (value: number | undefined) => ({
  model: 'chd:3',
  metrics: value === undefined ? {} : { roc_auc: value },
})
export const deployed = (value: number | undefined): Baseline => versions({ 'chd:2': value })
/** The newest first. */
export const versions = (values: Readonly<Record<string, number | undefined>>): Baseline => ({
  kind: 'known',
  models: Object.entries(values).map(([model, value]) => ({
    model,
    metrics: value === undefined ? {} : { roc_auc: value },
  })),
})
export const nothingDeployed: Baseline = { kind: 'missing', why: 'nothing is deployed behind chd' }
export const silent: Baseline = { kind: 'unreadable', why: 'deployment blue does not tell its model' }
export const gone = { model: 'chd:2', metrics: {}, absence: 'job j, which made chd:2, is gone' }
export const deletedRun: Baseline = { kind: 'known', models: [gone] }
export const margin = (text: string) => ({ margin: readMargin(text) ?? assert.fail(text) })

export type Case = readonly [
  what: string,
  changes: Partial<GateRule>,
  value: number | undefined,
  baseline: Baseline,
  verdict: Verdict,
  says: RegExp,
]

/** A test for each row: a candidate `chd:3` with this `roc_auc` against this baseline. */
export function judgeEach(cases: readonly Case[]): void {
  for (const [what, changes, value, baseline, verdict, says] of cases)
    it(`${what}: ${verdict}`, () => {
      const judgement = judge([{ rule: { ...rule, ...changes }, baseline }], candidate(value))
      const text = judgement.clauses.map(clause => clause.text).join('\n')
      assert.equal(judgement.verdict, verdict, text)
      assert.match(text, says)
      assert.ok(judgement.clauses.every(clause => clause.text.startsWith('roc_auc: ')))
    })
}
