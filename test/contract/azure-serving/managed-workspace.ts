import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import type { StartOptions } from '../../../local/azure/api.ts'
import type { Answer } from '../azure/local-azure.ts'
import type { Json } from '../azure-ml/workspace.ts'
import { type ServingWorkspace, deploymentBody, startServingWorkspace } from './serving-workspace.ts'
import { putTinyImage } from './tiny-image.ts'

/** A workspace without any cluster, whose endpoints are on Azure's own machines. */
export interface ManagedWorkspace extends ServingWorkspace {
  image: string
  client: AzureMachineLearningWorkspaces
  /** PUT of a managed endpoint, awaited; answers its scoring address. */
  makeManaged(name: string, properties?: Json): Promise<string>
  /** PUT of a managed deployment of the tiny image, answered at once. */
  put(endpoint: string, name: string, properties?: Json, capacity?: number): Promise<Answer>
  /** The same, awaited; answers the operation's last status. */
  made(endpoint: string, name: string, properties?: Json, capacity?: number): Promise<Json>
  setShares(endpoint: string, traffic: Record<string, number>, more?: Json): Promise<Answer>
}

export async function startManaged(options: StartOptions = {}): Promise<ManagedWorkspace> {
  const workspace = await startServingWorkspace(options)
  const { azure } = workspace
  const image = await putTinyImage(azure.world)
  const { subscriptionId, endpoints } = azure.description
  const client = new AzureMachineLearningWorkspaces(azure.credential, subscriptionId, {
    endpoint: endpoints.resourceManager,
    credentialScopes: 'https://management.azure.com/.default',
    retryOptions: { maxRetries: 0 },
    ...azure.trust,
  })
  const putEndpoint = (name: string, properties: Json) =>
    workspace.arm('PUT', `/onlineEndpoints/${name}`, managedEndpoint(properties))
  const put: ManagedWorkspace['put'] = async (endpoint, name, properties, capacity) =>
    workspace.arm('PUT', `/onlineEndpoints/${endpoint}/deployments/${name}`, {
      ...(await deploymentBody(workspace, image, { ...onAzure, ...properties })),
      sku: { name: 'Default', capacity: capacity ?? 1 },
    })
  return {
    ...workspace,
    image,
    client,
    put,
    async makeManaged(name, properties = {}) {
      await workspace.ended(await putEndpoint(name, properties))
      const { properties: made } = await workspace.settled(`/onlineEndpoints/${name}`)
      return String((made as Json)['scoringUri'])
    },
    made: async (...args) => workspace.ended(await put(...args)),
    setShares: (endpoint, traffic, more = {}) => putEndpoint(endpoint, { traffic, ...more }),
  }
}

/** Registers version 1 of a model of these files; answers its id. */
export async function registerModel(
  { azure, ok, id }: ServingWorkspace,
  name: string,
  modelType: string,
  files: Record<string, string>,
): Promise<string> {
  const { containerName } = (await ok('GET', '/datastores/workspaceblobstore'))['properties'] as Json
  for (const [file, text] of Object.entries(files))
    await azure.world.blobs.put(String(containerName), `models/${name}/model/${file}`, text)
  const modelUri = `azureml://datastores/workspaceblobstore/paths/models/${name}/model/`
  await ok('PUT', `/models/${name}/versions/1`, { properties: { modelUri, modelType } })
  return `${id}/models/${name}/versions/1`
}

export const onAzure = { endpointComputeType: 'Managed', instanceType: 'Standard_DS2_v2' }

export const managedEndpoint = (properties: Json = {}) => ({
  location: 'westeurope',
  identity: { type: 'SystemAssigned' },
  properties: { authMode: 'Key', ...properties },
})
