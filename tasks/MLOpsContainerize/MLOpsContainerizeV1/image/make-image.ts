import type { Host } from '../../../common/host/host.ts'
import { contractTags } from '../../../common/machinelearning/contract-tags.ts'
import { registerImage } from '../../../common/machinelearning/environment/register-image.ts'
import { tagModelVersion } from '../../../common/machinelearning/model/model-version.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import { findEngine } from '../../../common/registry/engine/find-engine.ts'
import { openRegistry } from '../../../common/registry/open-registry.ts'
import { buildImage, type Image } from './build-image.ts'
import type { ChosenModel } from '../choose-candidate.ts'
import type { ContainerizeInputs } from '../inputs.ts'
import { planImage, printPlan } from './plan-image.ts'
import type { LocalSources } from './read-sources.ts'

/** Makes the image, or finds it, and registers it as an environment, so that endpoints can refer to it. */
export async function makeImage(
  workspace: Workspace,
  inputs: ContainerizeInputs,
  sources: LocalSources,
  model: ChosenModel,
  host: Host,
): Promise<Image> {
  const registry = await openRegistry(workspace, inputs.azureContainerRegistry)
  const plan = await planImage(registry, inputs, sources, model, host)
  printPlan(plan, sources, inputs, host)
  const image = await buildImage(registry, inputs, plan, model, host)
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

/** Finds out, without writing anything, whether the image could be built; tells where it would be. */
export async function checkImage(
  workspace: Workspace,
  inputs: ContainerizeInputs,
  sources: LocalSources,
  model: ChosenModel,
  host: Host,
): Promise<string> {
  const registry = await openRegistry(workspace, inputs.azureContainerRegistry)
  printPlan(await planImage(registry, inputs, sources, model, host), sources, inputs, host)
  if (inputs.builder !== 'docker') return `in ${registry.loginServer}`
  const { name } = await findEngine(host.signal)
  return `with ${name} for ${registry.loginServer}`
}
