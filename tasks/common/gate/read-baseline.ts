import { findDeployment } from '../machinelearning/deployment/deployment-resource.ts'
import type { DeploymentResource } from '../machinelearning/deployment/deployment.ts'
import { findEndpoint } from '../machinelearning/endpoint/endpoint-resource.ts'
import { liveTraffic } from '../machinelearning/endpoint/endpoint.ts'
import { resourceUrl } from '../azure/resource-manager.ts'
import { attempt, orNotFound } from '../azure/attempt.ts'
import { findModelVersion, listModelVersions } from '../machinelearning/model/model-version.ts'
import { readModelMetrics } from '../machinelearning/model/read-model-metrics.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { Baseline } from './gate-rule.ts'

/** Which model the candidate is compared with, before anyone looks. */
export type BaselineChoice =
  | { readonly from: 'none' }
  | { readonly from: 'deployed'; readonly endpointName: string }
  | {
      readonly from: 'version'
      /** A version, `latest`, `tag:key=value` or `stage:name`. */
      readonly version: string
    }

interface ModelName {
  readonly name: string
  readonly version: string
}

const MODEL_TAG = 'mlops.model'

/** Finds the baseline and reads its metrics. Never throws because there is none: that is the gate's to judge. */
export async function readBaseline(
  workspace: Workspace,
  choice: BaselineChoice,
  candidate: ModelName,
): Promise<Baseline> {
  if (choice.from === 'none') return { kind: 'none' }
  const found =
    choice.from === 'deployed'
      ? await deployedModel(workspace, choice.endpointName)
      : await chosenVersion(workspace, choice.version, candidate)
  return 'kind' in found ? found : metricsOf(workspace, found)
}

async function metricsOf(workspace: Workspace, { name, version }: ModelName): Promise<Baseline> {
  const model = `${name}:${version}`
  const found = await findModelVersion(workspace, name, version)
  if (!found) return { kind: 'unreadable', why: `${model} is no longer in the registry` }
  const read = await readModelMetrics(workspace, found, model)
  if ('unreadable' in read) return { kind: 'unreadable', why: read.unreadable }
  return { kind: 'known', model, metrics: read.metrics }
}

/** The model of the deployment that gets most of the traffic. */
async function deployedModel(workspace: Workspace, name: string): Promise<ModelName | Baseline> {
  const endpoint = await findEndpoint(workspace, name)
  if (!endpoint) return { kind: 'missing', why: `there is no endpoint ${name} yet` }
  const [live] = Object.entries(liveTraffic(endpoint)).sort(([, a], [, b]) => b - a)
  if (!live) return { kind: 'missing', why: `no deployment of endpoint ${name} gets traffic` }
  const deployment = await findDeployment(workspace, name, live[0])
  const model = deployment && (await modelOf(workspace, deployment))
  if (model) return model
  const why = `deployment ${live[0]} of endpoint ${name} does not tell its model (tag ${MODEL_TAG})`
  return { kind: 'unreadable', why }
}

/** By the deployment's tag, by the model it mounts, or by the tag of its environment. */
async function modelOf(workspace: Workspace, deployment: DeploymentResource): Promise<ModelName | undefined> {
  const properties: { readonly model?: unknown; readonly environmentId?: string | null } =
    deployment.properties
  const mounted = typeof properties.model === 'string' ? properties.model : undefined
  return (
    parseName(deployment.tags?.[MODEL_TAG]) ??
    parseId(mounted) ??
    parseName(await environmentTag(workspace, properties.environmentId))
  )
}

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

function parseName(text: string | undefined): ModelName | undefined {
  const [, name, version] = /^([^:]+):([^:]+)$/.exec(text ?? '') ?? []
  return name !== undefined && version !== undefined ? { name, version } : undefined
}

function parseId(text: string | undefined): ModelName | undefined {
  const [, name, version] =
    /(?:\/models\/|^azureml:)([^/:]+)(?:\/versions\/|:)([^/:]+)$/.exec(text ?? '') ?? []
  return name !== undefined && version !== undefined ? { name, version } : undefined
}

/** `latest` is the newest but the candidate itself: a model is not compared with itself. */
async function chosenVersion(
  workspace: Workspace,
  wanted: string,
  candidate: ModelName,
): Promise<ModelName | Baseline> {
  const { name } = candidate
  const [, key, value = ''] = /^(tag|stage):(.+)$/.exec(wanted) ?? []
  if (key === undefined && wanted !== 'latest') {
    const found = await findModelVersion(workspace, name, wanted)
    return found
      ? { name, version: wanted }
      : { kind: 'missing', why: `model ${name} has no version ${wanted}` }
  }
  const filter = key === 'tag' ? { tags: value } : key === 'stage' ? { stage: value } : {}
  const versions = await listModelVersions(workspace, name, filter)
  const newest = versions.find(version => version.name !== candidate.version)
  if (newest) return { name, version: newest.name }
  return { kind: 'missing', why: `model ${name} has no other version${key ? ` with ${wanted}` : ''}` }
}
