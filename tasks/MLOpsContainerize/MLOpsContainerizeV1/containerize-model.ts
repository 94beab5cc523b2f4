import { openSession } from '../../common/azure/session.ts'
import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import { chooseCandidate, readHandoff } from './choose-candidate.ts'
import { refuse } from './gate/gate-refusal.ts'
import { tellVerdict } from './gate/gate-verdict.ts'
import type { ContainerizeInputs } from './inputs.ts'
import { checkImage, makeImage } from './image/make-image.ts'
import { readSources } from './image/read-sources.ts'
import { runGate } from './gate/run-gate.ts'
import { tellResult } from './tell-result.ts'

/** Judges the model and, where it is good enough, makes its image: one digest that every later stage refers to. */
export async function containerizeModel(inputs: ContainerizeInputs, host: Host): Promise<Outcome> {
  const handoff = await readHandoff(inputs, host)
  const sources = await readSources(inputs)
  const session = openSession(host, inputs.azureSubscription)
  const workspace = await openWorkspace(session, {
    resourceGroup: inputs.resourceGroup,
    name: inputs.workspaceName,
  })
  const model = await chooseCandidate(workspace, inputs, handoff)
  const gate = await runGate(workspace, inputs, model)
  if (inputs.validateOnly) {
    const said = gate.verdict === 'none' ? 'There is no gate' : `The gate would say ${gate.verdict}`
    const where = await checkImage(workspace, inputs, sources, model, host)
    return succeeded(`${said}; everything is there to build the image ${where}; nothing was written.`)
  }
  await tellVerdict(workspace, model, gate, host)
  if (gate.verdict === 'failed' || gate.verdict === 'rejected')
    return refuse(inputs, handoff, model, gate, host)
  const image = await makeImage(workspace, inputs, sources, model, host)
  await tellResult(host, handoff, model, gate, image)
  return succeeded(`Model ${model.model} is in image ${image.reference}${image.isReused ? ', reused' : ''}.`)
}
