import { readBaselines } from '../../../common/gate/baseline/read-baseline.ts'
import type { BaselineChoice, GateRule, Judgement } from '../../../common/gate/gate-rule.ts'
import { judge } from '../../../common/gate/judge.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { ChosenModel } from '../choose-candidate.ts'
import type { ContainerizeInputs } from '../inputs.ts'

/** What the gate said, as the outputs and the hand-off tell it. */
export interface GateResult {
  readonly verdict: Judgement['verdict'] | 'none'
  /** `name:version` of what was compared with, several by commas. */
  readonly baseline: string | null
  readonly clauses: Judgement['clauses']
}

/** Judges the candidate and prints every clause with its numbers. */
export async function runGate(
  workspace: Workspace,
  inputs: ContainerizeInputs,
  candidate: ChosenModel,
): Promise<GateResult> {
  const { log } = workspace.session
  if (!inputs.gate) {
    log.info(
      `No gate: gateMetric and gateRules are blank, so ${candidate.model} passes without being judged.`,
    )
    return { verdict: 'none', baseline: null, clauses: [] }
  }
  const { rules } = inputs.gate
  const gate = await log.group(`Gate: ${candidate.model}`, async () => {
    for (const rule of rules) log.info(demandOf(rule))
    const { verdict, clauses } = judge(await readBaselines(workspace, rules, candidate), candidate)
    for (const clause of clauses) log.info(clause.text)
    const baselines = new Set(clauses.flatMap(({ baseline }) => baseline ?? []))
    return { verdict, clauses, baseline: baselines.size > 0 ? [...baselines].join(', ') : null }
  })
  if (gate.verdict === 'rejected' && isOwnBaseline(gate, candidate))
    log.info(`${candidate.model} is the baseline itself: there is nothing new to release.`)
  const against = gate.baseline ?? 'no other model'
  const word = gate.verdict === 'failed' ? 'not judged' : gate.verdict
  log.section(`Gate: ${candidate.model} against ${against} is ${word}`)
  return gate
}

export const isOwnBaseline = ({ baseline }: GateResult, { model }: ChosenModel): boolean => baseline === model

function demandOf({ metric, goal, baseline, threshold }: GateRule): string {
  const bound = threshold === undefined ? '' : `, threshold ${threshold}`
  return `Rule: ${goal} ${metric}, compared with ${named(baseline)}${bound}.`
}

function named(choice: BaselineChoice): string {
  if (choice.from === 'deployed') return `the model that endpoint ${choice.endpointName} serves`
  if (choice.from === 'version') return `version ${choice.version}`
  return choice.from === 'best' ? `the best of the last ${choice.count} version(s)` : 'no model'
}
