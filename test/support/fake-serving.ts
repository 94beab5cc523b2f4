import {
  answerDatastore,
  fakeAzure,
  GROUP_ID,
  WORKSPACE_ID,
  type FakeAzure,
  type FakeAzureOptions,
} from './fake-azure.ts'
import { FakeLeases } from './fake-lease-blob.ts'
import { bodyOf, failure, type FakeWire, type RecordedRequest, type Reply } from './fake-wire.ts'

export const CLUSTER_ID = `${GROUP_ID}/providers/Microsoft.ContainerService/managedClusters/aks-chd`
export const COMPUTE_ID = `${WORKSPACE_ID}/computes/k8s`
export const KEY = 'the-endpoint-key'

type Properties = Record<string, unknown>

export interface FakeResource {
  readonly id: string
  readonly name: string
  readonly location: string
  tags: Record<string, string>
  identity?: unknown
  properties: Properties & { provisioningState: string; traffic?: Record<string, number> }
}

interface OperationEnd {
  readonly code: string
  readonly message: string
}

const ARM = '^management\\.example/.*'

/**
 * The serving half of Azure in memory: AKS, the extension, computes, endpoints, deployments and the router in front of
 * them. Operations end at the first look. What a deployment answers is up to the test.
 */
export class FakeServing {
  readonly clusters = new Map<string, FakeResource>()
  readonly extensions = new Map<string, FakeResource>()
  readonly computes = new Map<string, FakeResource>()
  /** Properties of the versions of environments, models and data that are registered, by path. */
  readonly assets = new Map<string, Properties>([
    [`${WORKSPACE_ID}/models/chd/versions/3`, { modelType: 'custom_model' }],
  ])
  readonly endpoints = new Map<string, FakeResource>()
  readonly deployments = new Map<string, FakeResource>()
  /** Traffic of the endpoint after each accepted change, by the order of changes. */
  readonly trafficHistory: Record<string, number>[] = []
  /** Deployments that answered, in order. */
  readonly answered: string[] = []
  /** How the next creation of a deployment ends; undefined: well. */
  deploymentFails: OperationEnd | undefined
  log =
    'Instance status:\nUserContainerStart: Succeeded\n\nContainer logs:\n##vso[task.complete result=Failed]\nready'
  answer: (deployment: string) => Reply = () => ({ body: { predictions: [1] } })
  readonly #operations = new Map<string, OperationEnd | undefined>()

  constructor(wire: FakeWire) {
    const arm = (method: string, path: string, answer: (request: RecordedRequest) => Reply): void =>
      void wire.on(method, new RegExp(`${ARM}${path}`), answer)
    this.#stored(arm, '/managedClusters', this.clusters)
    this.#stored(arm, '/extensions', this.extensions)
    arm('GET', '/extensions\\?', () => ({ body: { value: [...this.extensions.values()] } }))
    this.#stored(arm, '/computes', this.computes)
    arm('GET', '/computes\\?', () => ({ body: { value: [...this.computes.values()] } }))
    arm('GET', '/managedClusters\\?', () => ({ body: { value: [...this.clusters.values()] } }))
    arm('GET', '/Microsoft.Compute/skus\\?', () => ({ body: { value: [{ name: 'Standard_D4s_v5' }] } }))
    for (const list of ['/Microsoft.Compute/.*/usages', '/roleAssignments'])
      arm('GET', `${list}\\?`, () => ({ body: { value: [] } }))
    const assets = '/(environments|models|data)/[^/]+/versions/'
    arm('GET', assets, ({ url }) => {
      const properties = this.assets.get(url.pathname)
      return properties ? { body: { properties } } : notFound()
    })
    arm('PUT', assets, request => {
      this.assets.set(request.url.pathname, bodyOf<FakeResource>(request).properties)
      return { status: 201, body: {} }
    })
    this.#region(arm)
    this.#stored(arm, '/onlineEndpoints', this.endpoints)
    arm('PUT', '/onlineEndpoints/[^/?]+\\?', request => this.#putEndpoint(request))
    arm('DELETE', '/onlineEndpoints/[^/?]+\\?', request => this.#deleteEndpoint(request))
    arm('POST', '/onlineEndpoints/[^/]+/listKeys', () => ({
      body: { primaryKey: KEY, secondaryKey: 'other' },
    }))
    this.#stored(arm, '/deployments', this.deployments)
    arm('GET', '/deployments\\?', () => ({ body: { value: [...this.deployments.values()] } }))
    arm('PUT', '/deployments/[^/?]+\\?', request => this.#putDeployment(request))
    arm('DELETE', '/deployments/[^/?]+\\?', request => this.#deleteDeployment(request))
    arm('POST', '/deployments/[^/]+/getLogs', () => ({ body: { content: this.log } }))
    arm('GET', '/operations/', ({ url }) => this.#operation(url.pathname))
    for (const address of [/^router\.example\/api\/v1\/endpoint\/[^/]+\/score/, /^chd\.example\/score/])
      wire.on('POST', address, request => this.score(request))
  }

  /** A compute on which the endpoint runs, attached before. */
  attach(): this {
    const properties = { provisioningState: 'Succeeded', computeType: 'Kubernetes', resourceId: CLUSTER_ID }
    this.computes.set('k8s', resource(COMPUTE_ID, properties))
    return this
  }

  /** An endpoint whose deployments have the shares named. */
  serve(traffic: Record<string, number>, state = 'Succeeded', compute: string | null = COMPUTE_ID): this {
    const id = `${WORKSPACE_ID}/onlineEndpoints/chd`
    const scoringUri = addressOf(compute)
    const properties = { provisioningState: state, authMode: 'Key', compute, traffic, scoringUri }
    this.endpoints.set('chd', resource(id, properties))
    for (const name of Object.keys(traffic))
      this.deployments.set(name, resource(`${id}/deployments/${name}`, { provisioningState: 'Succeeded' }))
    return this
  }

  get traffic(): Record<string, number> | undefined {
    return this.endpoints.get('chd')?.properties.traffic
  }

  get deploymentNames(): string[] {
    return [...this.deployments.keys()].sort()
  }

  #region(arm: (method: string, path: string, answer: () => Reply) => void): void {
    const size = { name: 'Standard_DS3_v2', family: 'standardDSv2Family', vCPUs: 4 }
    const usage = { currentValue: 0, limit: 100, name: { value: 'standardDSv2Family' } }
    arm('GET', '/locations/westeurope/vmSizes', () => ({ body: { value: [size] } }))
    arm('GET', '/locations/westeurope/usages', () => ({ body: { value: [usage] } }))
  }

  #stored(
    arm: (method: string, path: string, answer: (request: RecordedRequest) => Reply) => void,
    path: string,
    store: Map<string, FakeResource>,
  ): void {
    arm('GET', `${path}/[^/?]+\\?`, request => found(store.get(last(request))))
    arm('PUT', `${path}/[^/?]+\\?`, request => {
      const body = bodyOf<Partial<FakeResource>>(request)
      const properties = { ...body.properties, provisioningState: 'Succeeded' }
      const made = { ...resource(request.url.pathname, properties), identity: body.identity }
      store.set(last(request), made)
      return this.#begun(201, made)
    })
  }

  #putEndpoint(request: RecordedRequest): Reply {
    const { properties, tags } = bodyOf<FakeResource>(request)
    const traffic = properties.traffic ?? {}
    const missing = Object.keys(traffic).find(name => !this.deployments.has(name))
    if (missing) return failure(400, 'BadRequest', `Deployment ${missing} does not exist.`)
    const sum = Object.values(traffic).reduce((all, share) => all + share, 0)
    if (sum !== 0 && sum !== 100) return failure(400, 'BadRequest', `Traffic sums to ${sum}.`)
    const scoringUri = addressOf(properties['compute'])
    const made = resource(request.url.pathname, { ...properties, provisioningState: 'Succeeded', scoringUri })
    made.tags = tags
    this.endpoints.set(last(request), made)
    this.trafficHistory.push(traffic)
    return this.#begun(201, made)
  }

  #deleteEndpoint(request: RecordedRequest): Reply {
    this.deployments.clear()
    return this.endpoints.delete(last(request)) ? this.#begun(202, null) : { status: 204 }
  }

  #putDeployment(request: RecordedRequest): Reply {
    const { properties } = bodyOf<FakeResource>(request)
    const fails = this.deploymentFails
    const state = fails ? 'Failed' : 'Succeeded'
    const made = resource(request.url.pathname, { ...properties, provisioningState: state })
    this.deployments.set(last(request), made)
    return this.#begun(201, made, fails)
  }

  #deleteDeployment(request: RecordedRequest): Reply {
    const name = last(request)
    if ((this.traffic?.[name] ?? 0) > 0) return failure(400, 'BadRequest', `Deployment ${name} has traffic.`)
    return this.deployments.delete(name) ? this.#begun(202, null) : { status: 204 }
  }

  #begun(status: number, body: unknown, end?: OperationEnd): Reply {
    const path = `/subscriptions/s/operations/${this.#operations.size + 1}`
    this.#operations.set(path, end)
    return {
      status,
      body,
      headers: { 'azure-asyncoperation': `https://management.example${path}?api-version=1` },
    }
  }

  #operation(path: string): Reply {
    const error = this.#operations.get(path)
    if (!error) return { body: { status: 'Succeeded' } }
    const details = [{ code: error.code, message: error.message }]
    return {
      body: { status: 'Failed', error: { code: 'BadRequest', message: 'The request is invalid.', details } },
    }
  }

  /** What the router answers. */
  score({ headers }: RecordedRequest): Reply {
    if (headers['authorization'] !== `Bearer ${KEY}`) return { status: 401 }
    const live = Object.entries(this.traffic ?? {}).find(([, share]) => share > 0)?.[0]
    const name = headers['azureml-model-deployment'] ?? live ?? ''
    if (!this.deployments.has(name)) return { status: 404 }
    this.answered.push(name)
    const answer = this.answer(name)
    return { ...answer, headers: { 'azureml-model-deployment': name, ...answer.headers } }
  }
}

/** A managed endpoint has its own host. */
const addressOf = (compute: unknown): string =>
  compute ? 'http://router.example/api/v1/endpoint/chd/score' : 'https://chd.example/score'

export interface ServingWorld extends FakeAzure {
  readonly serving: FakeServing
  /** Where runs lock endpoints. */
  readonly leases: FakeLeases
}

export function fakeServing(options: FakeAzureOptions = {}): ServingWorld {
  const azure = fakeAzure(options)
  answerDatastore(azure.wire, 'workspaceblobstore')
  const leases = new FakeLeases(azure.wire, azure.host.clock)
  return { ...azure, serving: new FakeServing(azure.wire), leases }
}

const resource = (id: string, properties: FakeResource['properties']): FakeResource => ({
  id,
  name: id.split('/').at(-1) ?? '',
  location: 'westeurope',
  tags: {},
  properties,
})

const last = ({ url }: RecordedRequest): string => url.pathname.split('/').at(-1) ?? ''

const notFound = (): Reply => failure(404, 'ResourceNotFound', 'There is no such resource.')

const found = (body: FakeResource | undefined): Reply => (body ? { body } : notFound())
