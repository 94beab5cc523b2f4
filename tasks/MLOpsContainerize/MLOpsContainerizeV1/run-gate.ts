import { TaskError } from '../../common/errors.ts'
import type { Baseline, Judgement } from '../../common/gate/gate-rule.ts'
import { judge } from '../../common/gate/judge.ts'
import { readBaseline } from '../../common/gate/read-baseline.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { ChosenModel } from './choose-candidate.ts'
import type { ContainerizeInputs } from './inputs.ts'

/** What the gate said, as the outputs and the hand-off tell it. */
export interface GateResult {
  readonly verdict: Judgement['verdict'] | 'none'
  /** `name:version` of what was compared with. */
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
    log.info(`No gate: gateMetric is blank, so ${candidate.model} passes without being judged.`)
    return { verdict: 'none', baseline: null, clauses: [] }
  }
  const baseline = await readBaseline(workspace, inputs.gate.baseline, candidate)
  const { verdict, clauses } = judge(inputs.gate.rules, candidate, baseline)
  await log.group(`Gate: ${candidate.model} against ${nameOf(baseline)}`, async () => {
    for (const clause of clauses) log.info(clause.text)
    if (baseline.kind === 'known' && baseline.model === candidate.model)
      log.info(`${candidate.model} is the baseline itself: there is nothing new to release.`)
  })
  log.section(`Gate: ${candidate.model} is ${verdict === 'failed' ? 'not judged' : verdict}`)
  return { verdict, baseline: baseline.kind === 'known' ? baseline.model : null, clauses }
}

/** The clauses that stood against the candidate, for an error or a warning. */
export const objections = ({ clauses }: GateResult): string =>
  clauses
    .filter(({ outcome }) => outcome !== 'accept')
    .map(({ text }) => text)
    .join('; ')

export const cannotTell = (candidate: ChosenModel, gate: GateResult): TaskError =>
  new TaskError(`The gate cannot judge ${candidate.model}: ${objections(gate)}.`, {
    cause: 'A number that the gate needs is not there.',
    remedy:
      'Log the metric in training under this very name; or choose by gateMissingMetric, gateMissingBaseline or gateUnreadableBaseline what it means when it is not there.',
  })

export const rejected = (candidate: ChosenModel, gate: GateResult): TaskError =>
  new TaskError(`The gate rejects ${candidate.model}: ${objections(gate)}.`, {
    cause: 'The model is not good enough to be released; no image was built.',
    remedy: 'Train a better one; or set gateRejected to skip or warn, if this is no reason to fail.',
  })

const nameOf = (baseline: Baseline): string => (baseline.kind === 'known' ? baseline.model : 'no other model')
