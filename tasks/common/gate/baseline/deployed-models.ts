import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { findDeployment } from '../../machinelearning/deployment/deployment-resource.ts'
import type { DeploymentResource } from '../../machinelearning/deployment/deployment.ts'
import { findEndpoint } from '../../machinelearning/endpoint/endpoint-resource.ts'
import { liveTraffic } from '../../machinelearning/endpoint/endpoint.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'
import type { Baseline } from '../gate-rule.ts'
import { parseModelId, parseModelName, type ModelName } from './model-name.ts'

const MODEL_TAG = 'mlops.model'

/** The model of the deployment that gets most of the traffic; of each, where several get the same most. */
export async function deployedModels(
  workspace: Workspace,
  endpointName: string,
): Promise<{ readonly models: readonly ModelName[] } | Baseline> {
  const endpoint = await findEndpoint(workspace, endpointName)
  if (!endpoint) return { kind: 'missing', why: `there is no endpoint ${endpointName} yet` }
  const shares = Object.entries(liveTraffic(endpoint))
  const most = Math.max(0, ...shares.map(([, share]) => share))
  if (most === 0) return { kind: 'missing', why: `no deployment of endpoint ${endpointName} gets traffic` }
  const models = new Map<string, ModelName>()
  for (const [deployment] of shares.filter(([, share]) => share === most)) {
    const found = await servedBy(workspace, endpointName, deployment)
    if ('kind' in found) return found
    const { name, version } = found
    workspace.session.log.info(
      `Baseline: ${name}:${version}, served by deployment ${deployment} of endpoint ${endpointName} (${most} % of the traffic).`,
    )
    models.set(`${name}:${version}`, found)
  }
  return { models: [...models.values()] }
}

/** By the deployment's tag, by the model it mounts, or by the tag of its environment. */
async function servedBy(
  workspace: Workspace,
  endpoint: string,
  name: string,
): Promise<ModelName | Extract<Baseline, { kind: 'unreadable' }>> {
  const what = `deployment ${name} of endpoint ${endpoint}`
  const deployment = await findDeployment(workspace, endpoint, name)
  if (!deployment) return { kind: 'unreadable', why: `${what} is gone` }
  const { model, environmentId }: DeploymentProperties = deployment.properties
  const tagged = parseModelName(deployment.tags?.[MODEL_TAG])
  if (tagged) return tagged
  const mounted = typeof model === 'string' ? parseModelId(workspace, model) : undefined
  if (mounted && 'elsewhere' in mounted)
    return { kind: 'unreadable', why: `${what} serves a model from elsewhere, ${mounted.elsewhere}` }
  const found = mounted ?? parseModelName(await environmentTag(workspace, environmentId))
  return found ?? { kind: 'unreadable', why: `${what} does not tell its model (tag ${MODEL_TAG})` }
}

type DeploymentProperties = DeploymentResource['properties'] & { readonly model?: unknown }

async function environmentTag(
  workspace: Workspace,
  id: string | null | undefined,
): Promise<string | undefined> {
  if (!id?.startsWith('/')) return undefined
  interface Tagged {
    readonly properties: { readonly tags?: Readonly<Record<string, string>> | null }
  }
  const url = resourceUrl(workspace.session, id)
  const found = await attempt('Reading the environment of the deployment', () =>
    orNotFound(() => workspace.session.door.send<Tagged>('ResourceManager', { method: 'GET', url })),
  )
  return found?.body.properties.tags?.[MODEL_TAG]
}
