import { openSession } from '../../common/azure/session.ts'
import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { contractTags } from '../../common/machinelearning/contract-tags.ts'
import { registerImage } from '../../common/machinelearning/environment/register-image.ts'
import { tagModelVersion } from '../../common/machinelearning/model/model-version.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { openRegistry } from '../../common/registry/open-registry.ts'
import { buildImage, type Image } from './build-image.ts'
import { chooseCandidate, readHandoff, type ChosenModel } from './choose-candidate.ts'
import { refuse } from './gate-refusal.ts'
import { tellVerdict } from './gate-verdict.ts'
import type { ContainerizeInputs } from './inputs.ts'
import { planImage, printPlan, readSources, type LocalSources } from './plan-image.ts'
import { runGate, type GateResult } from './run-gate.ts'
import { tellResult } from './tell-result.ts'

/** Judges the model and, where it is good enough, makes its image: one digest that every later stage refers to. */
export async function containerizeModel(inputs: ContainerizeInputs, host: Host): Promise<Outcome> {
  const handoff = await readHandoff(inputs, host)
  const sources = await readSources(inputs)
  const session = openSession(host, inputs.azureSubscription)
  const where = { resourceGroup: inputs.resourceGroup, name: inputs.workspaceName }
  const workspace = await openWorkspace(session, where)
  const model = await chooseCandidate(workspace, inputs, handoff)
  const gate = await runGate(workspace, inputs, model)
  if (inputs.validateOnly) return validated(workspace, inputs, sources, model, gate, host)
  await tellVerdict(workspace, model, gate, host)
  if (gate.verdict === 'failed' || gate.verdict === 'rejected')
    return refuse(inputs, handoff, model, gate, host)
  const image = await makeImage(workspace, inputs, sources, model, host)
  await tellResult(host, handoff, model, gate, image)
  return succeeded(`Model ${model.model} is in image ${image.reference}${image.isReused ? ', reused' : ''}.`)
}

async function validated(
  workspace: Workspace,
  inputs: ContainerizeInputs,
  sources: LocalSources,
  model: ChosenModel,
  gate: GateResult,
  host: Host,
): Promise<Outcome> {
  const said = gate.verdict === 'none' ? 'There is no gate' : `The gate would say ${gate.verdict}`
  const registry = await openRegistry(workspace, inputs.azureContainerRegistry)
  printPlan(planImage(inputs, sources, model, host), sources, inputs, host)
  return succeeded(
    `${said}; everything is there to build the image in ${registry.loginServer}; nothing was written.`,
  )
}

async function makeImage(
  workspace: Workspace,
  inputs: ContainerizeInputs,
  sources: LocalSources,
  model: ChosenModel,
  host: Host,
): Promise<Image> {
  const registry = await openRegistry(workspace, inputs.azureContainerRegistry)
  const plan = planImage(inputs, sources, model, host)
  printPlan(plan, sources, inputs, host)
  const image = await buildImage(registry, plan, model, host)
  await tagModelVersion(workspace, model.name, model.version, { 'mlops.imageDigest': image.digest })
  await registerImage(workspace, {
    reference: image.reference,
    name: inputs.environmentName,
    description: `Scoring image of model ${model.model}`,
    tags: {
      ...inputs.tags,
      ...contractTags(host.variables, {
        'mlops.model': model.model,
        'mlops.imageDigest': image.digest,
        ...(model.job !== undefined && { 'mlops.run': model.job }),
      }),
    },
  })
  return image
}
