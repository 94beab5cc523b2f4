import type { Host } from '../../common/host/host.ts'
import { contractTags } from '../../common/machinelearning/contract-tags.ts'
import { KEY_PROPERTY, stepKey } from '../../common/machinelearning/job/job-identity.ts'
import { deploymentBody } from '../../common/machinelearning/deployment/deployment-body.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { DeploymentWork } from '../../common/rollout/steps.ts'
import { imageEnvironment } from '../../common/serving/image-environment.ts'
import { releaseTags, type Release } from '../../common/serving/release.ts'
import { deploymentOfForm } from './deployment-of-form.ts'
import type { DeployInputs } from './inputs.ts'

const NO_ASSETS = { model: undefined, code: undefined, collections: {} }

/** What the inputs mean for the roll-out; `compute` is the ARM id of the Kubernetes compute. */
export function defineDeployment(
  workspace: Workspace,
  inputs: DeployInputs,
  release: Release,
  compute: string,
  { variables }: Host,
): DeploymentWork {
  const { endpointName: name, authMode, description } = inputs
  const { location } = workspace
  const tags = { ...inputs.tags, ...contractTags(variables, releaseTags(release)) }
  const properties = { [KEY_PROPERTY]: stepKey(variables) }
  return {
    endpoint: { name, location, compute, authMode, description, tags, properties },
    async deploymentBody() {
      const environment = await imageEnvironment(workspace, release.image, tags)
      const file = { ...deploymentOfForm(inputs), tags, properties }
      return deploymentBody(file, { ...NO_ASSETS, environment }, location)
    },
  }
}
