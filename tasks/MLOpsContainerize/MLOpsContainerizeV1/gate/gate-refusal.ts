import { TaskError } from '../../../common/errors.ts'
import type { Host } from '../../../common/host/host.ts'
import { succeeded, type Outcome } from '../../../common/host/task.ts'
import type { ChosenModel, Handoff } from '../choose-candidate.ts'
import type { ContainerizeInputs } from '../inputs.ts'
import type { GateResult } from './run-gate.ts'
import { tellResult } from '../tell-result.ts'

/** Builds nothing, tells why, and ends as the inputs want it. */
export async function refuse(
  { gateRejected }: ContainerizeInputs,
  handoff: Handoff,
  model: ChosenModel,
  gate: GateResult,
  host: Host,
): Promise<Outcome> {
  await tellResult(host, handoff, model, gate, undefined)
  if (gate.verdict === 'failed') throw cannotTell(model, gate)
  if (gateRejected === 'fail') throw rejected(model, gate)
  const message = `The gate rejects ${model.model}: ${objections(gate)}. No image was built.`
  if (gateRejected === 'skip') return succeeded(message)
  host.log.warning(message)
  return { result: 'SucceededWithIssues', message }
}

/** The clauses that stood against the candidate, for an error or a warning. */
const objections = ({ clauses }: GateResult): string =>
  clauses
    .filter(({ outcome }) => outcome !== 'accept')
    .map(({ text }) => text)
    .join('; ')

const cannotTell = (candidate: ChosenModel, gate: GateResult): TaskError =>
  new TaskError(`The gate cannot judge ${candidate.model}: ${objections(gate)}.`, {
    cause: 'A number that the gate needs is not there.',
    remedy:
      'Log the metric in training under this very name; or choose by gateMissingMetric, gateMissingBaseline or gateUnreadableBaseline what it means when it is not there.',
  })

const rejected = (candidate: ChosenModel, gate: GateResult): TaskError =>
  new TaskError(`The gate rejects ${candidate.model}: ${objections(gate)}.`, {
    cause: 'The model is not good enough to be released; no image was built.',
    remedy: 'Train a better one; or set gateRejected to skip or warn, if this is no reason to fail.',
  })
