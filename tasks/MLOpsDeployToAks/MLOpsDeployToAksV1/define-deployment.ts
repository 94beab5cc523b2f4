import type { Host } from '../../common/host/host.ts'
import { assetId } from '../../common/machinelearning/asset-id.ts'
import { contractTags } from '../../common/machinelearning/contract-tags.ts'
import { KEY_PROPERTY, stepKey } from '../../common/machinelearning/job/job-identity.ts'
import { deploymentBody } from '../../common/machinelearning/deployment/deployment-body.ts'
import { environmentOf } from '../../common/machinelearning/environment/environment-of-image.ts'
import { registerImage } from '../../common/machinelearning/environment/register-image.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { RolloutWork } from '../../common/rollout/steps.ts'
import { deploymentOfForm } from './deployment-of-form.ts'
import type { DeployInputs } from './inputs.ts'
import { releaseTags, type Release } from './read-release.ts'

const NO_ASSETS = { model: undefined, code: undefined, collections: {} }

/** What the inputs mean for the roll-out; `compute` is the ARM id of the Kubernetes compute. */
export function defineDeployment(
  workspace: Workspace,
  inputs: DeployInputs,
  release: Release,
  compute: string,
  { variables }: Host,
): RolloutWork {
  const { endpointName: name, authMode, description, probe } = inputs
  const { location } = workspace
  const tags = { ...inputs.tags, ...contractTags(variables, releaseTags(release)) }
  const properties = { [KEY_PROPERTY]: stepKey(variables) }
  const { bakeTimeInSeconds } = inputs
  return {
    endpoint: { name, location, compute, authMode, description, tags, properties },
    async deploymentBody() {
      const environment = await environmentFor(workspace, release.image, tags)
      const file = { ...deploymentOfForm(inputs), tags, properties }
      return deploymentBody(file, { ...NO_ASSETS, environment }, location)
    },
    probe,
    bakeTimeInSeconds,
  }
}

/** ARM id of the environment version that stands for the image. */
async function environmentFor(
  workspace: Workspace,
  image: string,
  tags: Readonly<Record<string, string>>,
): Promise<string> {
  await registerImage(workspace, { reference: image, name: undefined, description: 'A scoring image', tags })
  const { name, version } = environmentOf(image)
  return assetId(workspace, 'environments', name, version)
}
