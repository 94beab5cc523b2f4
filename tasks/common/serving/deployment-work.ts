import type { Host } from '../host/host.ts'
import { contractTags } from '../machinelearning/contract-tags.ts'
import { deploymentAssets } from '../machinelearning/deployment/deployment-assets.ts'
import { deploymentBody } from '../machinelearning/deployment/deployment-body.ts'
import { endpointOfFile } from '../machinelearning/endpoint/endpoint-of-file.ts'
import { KEY_PROPERTY, stepKey } from '../machinelearning/job/job-identity.ts'
import { DeploymentResolver } from '../machinelearning/deployment/deployment-resolver.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { CONTENT_PROPERTY } from '../rollout/plan-rollout.ts'
import type { DeploymentWork } from '../rollout/steps.ts'
import type { DeploymentFile } from '../specification/deployment/deployment.ts'
import type { EndpointFile } from '../specification/endpoint/endpoint.ts'
import { contentHash } from './content-hash.ts'
import { imageEnvironment } from './image-environment.ts'
import { releaseTags, type Release } from './release.ts'
import { holdsContent, type ServingInputs } from './serving-inputs.ts'

/** Endpoint and deployment as they are asked for, by files or by a form that is written as they are. */
export interface Asked {
  readonly endpoint: EndpointFile
  readonly deployment: DeploymentFile
}

/** Where they will be. */
export interface Place {
  /** ARM id of the Kubernetes compute; undefined for a managed endpoint. */
  readonly compute: string | undefined
  /** The name that the roll-out has chosen. */
  readonly deployment: string
}

/** What is asked for as the roll-out needs it; nothing is made before its step comes. */
export function deploymentWork(
  workspace: Workspace,
  inputs: ServingInputs,
  asked: Asked,
  release: Release,
  { compute, deployment: name }: Place,
  { variables }: Host,
): DeploymentWork {
  const { location } = workspace
  const maker = { ...inputs.tags, ...contractTags(variables) }
  const tags = { ...maker, ...contractTags(variables, releaseTags(release)) }
  const properties = { [KEY_PROPERTY]: stepKey(variables) }
  const { endpointName } = inputs
  // An endpoint outlives its releases: what model it serves is told by its deployments.
  const endpoint = marked({ ...asked.endpoint, name: endpointName }, maker, properties)
  const marks = { ...properties, [CONTENT_PROPERTY]: contentHash(asked.deployment, inputs, release) }
  const deployment = { ...marked(withContent(asked.deployment, inputs, release), tags, marks), name }
  return {
    endpoint: endpointOfFile(endpoint, { location, compute }),
    async deploymentBody() {
      const assets = await deploymentAssets(new DeploymentResolver(workspace), deployment)
      if (release.image === undefined) return deploymentBody(deployment, assets, location)
      const environment = await imageEnvironment(workspace, release.image, tags)
      return deploymentBody(deployment, { ...assets, environment }, location)
    },
  }
}

/** The deployment with the model, and with the environment and the code of the form, for this endpoint. */
export function withContent(
  deployment: DeploymentFile,
  { content, endpointName, files }: ServingInputs,
  { image, model }: Release,
): DeploymentFile {
  const named = { ...deployment, endpoint_name: endpointName }
  if (image !== undefined || (files && holdsContent(files))) return named
  const { environment, code } = content ?? {}
  return {
    ...named,
    ...(model && { model: `azureml:${model.name}:${model.version}` }),
    ...(environment !== undefined && { environment }),
    ...(code && { code_configuration: code }),
  }
}

type Marks = Readonly<Record<string, string>>

/** Who made it, over what the file says. */
const marked = <T extends Pick<EndpointFile, 'tags' | 'properties'>>(
  file: T,
  tags: Marks,
  properties: Marks,
): T => ({
  ...file,
  tags: { ...file.tags, ...tags },
  properties: { ...file.properties, ...properties },
})
