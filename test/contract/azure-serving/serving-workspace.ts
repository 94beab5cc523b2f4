import assert from 'node:assert/strict'
import type { StartOptions } from '../../../local/azure/api.ts'
import type { Answer } from '../azure/local-azure.ts'
import { until } from '../azure/until.ts'
import { type Json, type WorkspaceUnderTest, startWorkspace } from '../azure-ml/workspace.ts'
import { request } from 'node:http'

/** A workspace with a cluster attached, ready for endpoints. */
export interface ServingWorkspace extends WorkspaceUnderTest {
  /** A call to a path of the resource group: `managed('PUT', '/providers/...')`. */
  group(method: string, path: string, body?: object): Promise<Answer>
  /** Polls an ARM path below the workspace until its provisioningState is final; answers the resource. */
  settled(path: string): Promise<Json>
  makeEndpoint(name: string, properties?: Json): Promise<string>
  /** PUT of a deployment of this image, awaited; answers the final resource. */
  deploy(endpoint: string, name: string, image: string, properties?: Json): Promise<Json>
  setTraffic(endpoint: string, traffic: Record<string, number>): Promise<void>
  key(endpoint: string): Promise<string>
  /** Waits for the operation that an answer names and answers its last status. */
  ended(answer: Answer): Promise<Json>
}

export const clusterName = 'aks-mlops'

export const cluster = {
  location: 'westeurope',
  identity: { type: 'SystemAssigned' },
  properties: {
    dnsPrefix: 'aks-mlops',
    agentPoolProfiles: [
      { name: 'nodepool1', mode: 'System', count: 3, vmSize: 'Standard_D4s_v5', osType: 'Linux' },
    ],
  },
}

export const extension = (settings: Record<string, string> = {}) => ({
  identity: { type: 'SystemAssigned' },
  properties: {
    extensionType: 'Microsoft.AzureML.Kubernetes',
    releaseTrain: 'stable',
    scope: { cluster: { releaseNamespace: 'azureml' } },
    configurationSettings: {
      enableTraining: 'True',
      enableInference: 'True',
      inferenceRouterServiceType: 'LoadBalancer',
      allowInsecureConnections: 'True',
      ...settings,
    },
  },
})

export const clusterPath = `/providers/Microsoft.ContainerService/managedClusters/${clusterName}`
export const extensionPath = `${clusterPath}/providers/Microsoft.KubernetesConfiguration/extensions/azureml`

export async function startServingWorkspace(options: StartOptions = {}): Promise<ServingWorkspace> {
  const workspace = await startWorkspace(options)
  return { ...workspace, ...additions(workspace) }
}

/** The same with the cluster made, the extension installed and attached as compute `k8s`. */
export async function startWithCluster(options: StartOptions = {}): Promise<ServingWorkspace> {
  const workspace = await startServingWorkspace(options)
  await makeCluster(workspace)
  return workspace
}

export async function makeCluster(
  workspace: ServingWorkspace,
  settings: Record<string, string> = {},
): Promise<void> {
  const { id } = workspace
  const made = await workspace.ended(await workspace.group('PUT', clusterPath, cluster))
  assert.equal(made['status'], 'Succeeded')
  assert.equal(
    (await workspace.ended(await workspace.group('PUT', extensionPath, extension(settings))))['status'],
    'Succeeded',
  )
  const resourceId = `${id.replace(/\/providers\/.*$/, '')}${clusterPath}`
  const attach = {
    location: 'westeurope',
    properties: { computeType: 'Kubernetes', resourceId, properties: { namespace: 'azureml' } },
  }
  assert.equal(
    (await workspace.ended(await workspace.arm('PUT', '/computes/k8s', attach)))['status'],
    'Succeeded',
  )
}

function additions(workspace: WorkspaceUnderTest): Omit<ServingWorkspace, keyof WorkspaceUnderTest> {
  const { azure, id } = workspace
  const { resourceManager } = azure.description.endpoints
  const token = async () => (await azure.credential.getToken('https://management.azure.com/.default')).token
  const group: ServingWorkspace['group'] = async (method, path, body) =>
    azure.call(
      method,
      `${resourceManager}${id.replace(/\/providers\/.*$/, '')}${path}?api-version=${versionFor(path)}`,
      { token: await token(), ...(body && { body }) },
    )
  const ended: ServingWorkspace['ended'] = async answer => {
    assert.ok(answer.status < 300, `${answer.status} ${answer.text}`)
    const address = String(answer.headers['azure-asyncoperation'])
    let status: Json = {}
    await until(
      `the end of ${address}`,
      async () => {
        status = (await azure.call('GET', address, { token: await token() })).json()
        return ['Succeeded', 'Failed', 'Canceled'].includes(String(status['status']))
      },
      60_000,
    )
    return status
  }
  const settled: ServingWorkspace['settled'] = async path => {
    let resource: Json = {}
    await until(
      `${path} is settled`,
      async () => {
        resource = await workspace.ok('GET', path)
        return ['Succeeded', 'Failed'].includes(String((resource['properties'] as Json)['provisioningState']))
      },
      60_000,
    )
    return resource
  }
  return {
    group,
    ended,
    settled,
    async makeEndpoint(name, properties = {}) {
      await ended(await workspace.arm('PUT', `/onlineEndpoints/${name}`, endpointBody(id, properties)))
      const { scoringUri } = (await settled(`/onlineEndpoints/${name}`))['properties'] as {
        scoringUri: string
      }
      return scoringUri
    },
    async deploy(endpoint, name, image, properties = {}) {
      const body = await deploymentBody(workspace, image, properties)
      const answer = await workspace.arm('PUT', `/onlineEndpoints/${endpoint}/deployments/${name}`, body)
      await ended(answer)
      return settled(`/onlineEndpoints/${endpoint}/deployments/${name}`)
    },
    async setTraffic(endpoint, traffic) {
      const status = await ended(
        await workspace.arm('PUT', `/onlineEndpoints/${endpoint}`, endpointBody(id, { traffic })),
      )
      assert.equal(status['status'], 'Succeeded')
    },
    async key(endpoint) {
      return String((await workspace.ok('POST', `/onlineEndpoints/${endpoint}/listKeys`))['primaryKey'])
    },
  }
}

function versionFor(path: string): string {
  if (path.endsWith('/scheduleRun')) return '2019-06-01-preview'
  if (path.includes('ContainerRegistry')) return '2025-11-01'
  return path.includes('KubernetesConfiguration') ? '2023-05-01' : '2026-04-01'
}

export const endpointBody = (workspaceId: string, properties: Json = {}) => ({
  location: 'westeurope',
  identity: { type: 'SystemAssigned' },
  properties: { authMode: 'Key', compute: `${workspaceId}/computes/k8s`, ...properties },
})

/** Registers an environment version for the image and answers the body of a deployment of it. */
export async function deploymentBody(
  workspace: Pick<WorkspaceUnderTest, 'ok' | 'id'>,
  image: string,
  properties: Json = {},
): Promise<{ location: string; properties: Json }> {
  const port = 5001
  const inferenceConfig = {
    livenessRoute: { path: '/', port },
    readinessRoute: { path: '/?ready', port },
    scoringRoute: { path: '/score', port },
  }
  const name = `env-${image.slice(-12)}`
  await workspace.ok('PUT', `/environments/${name}/versions/1`, { properties: { image, inferenceConfig } })
  const environmentId = `${workspace.id}/environments/${name}/versions/1`
  return {
    location: 'westeurope',
    properties: { endpointComputeType: 'Kubernetes', environmentId, ...properties },
  }
}

export interface Scored {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** A scoring request over plain HTTP, as the router of a cluster without a certificate takes it. */
export function score(url: string, body: object, headers: Record<string, string> = {}): Promise<Scored> {
  const text = JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', ...headers },
    })
    outgoing.on('error', reject)
    outgoing.on('response', answer => {
      let received = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: received }),
      )
    })
    outgoing.end(text)
  })
}
