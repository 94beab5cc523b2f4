import type { Host } from '../../../common/host/host.ts'
import { tagModelVersion } from '../../../common/machinelearning/model/model-version.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { ChosenModel } from '../choose-candidate.ts'
import { isOwnBaseline, type GateResult } from './run-gate.ts'

/**
 * Tells the verdict as soon as it stands, whatever becomes of the image: as output, and as tag on the model. A model
 * that was not judged gets no tag, and one that only met itself keeps the tag that it had.
 */
export async function tellVerdict(
  workspace: Workspace,
  model: ChosenModel,
  gate: GateResult,
  host: Host,
): Promise<void> {
  host.outputs.set('gateVerdict', gate.verdict)
  if (gate.verdict === 'none' || gate.verdict === 'failed') return
  if (gate.verdict === 'rejected' && isOwnBaseline(gate, model)) return
  await tagModelVersion(workspace, model.name, model.version, { 'mlops.gate': gate.verdict })
}
