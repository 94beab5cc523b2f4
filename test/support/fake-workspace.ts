import {
  answerDatastore,
  fakeAzure,
  WORKSPACE_ID,
  type FakeAzure,
  type FakeAzureOptions,
} from './fake-azure.ts'
import { FakeBlobs } from './fake-blobs.ts'
import { bodyOf, failure, type FakeWire, type RecordedRequest, type Reply } from './fake-wire.ts'

export interface FakeJob {
  status: string
  properties: Record<string, unknown>
}

export interface FakeModel {
  readonly version: string
  readonly properties: { readonly jobName?: string; readonly tags?: Readonly<Record<string, string>> }
}

const ARM = '^management\\.example/.*/workspaces/ws-mlops'
const HISTORY = '^dataplane\\.example/history/v1\\.0/.*'
const LOG = 'logs/std_log.txt'

/**
 * A workspace in memory, as far as training and provisioning see it: what was registered is found again, and a job takes
 * the next of `course` with each look at its run. Each state of the course may write to the log.
 */
export class FakeWorkspace {
  readonly blobs: FakeBlobs
  readonly computes = new Map<string, object>()
  readonly codes = new Map<string, string>()
  readonly environments = new Set<string>()
  readonly components = new Set<string>()
  readonly jobs = new Map<string, FakeJob>()
  readonly models: FakeModel[] = []
  metrics: Record<string, number> = { roc_auc: 0.75 }
  course: { status: string; log?: string; error?: string }[] = [
    { status: 'Starting' },
    { status: 'Running', log: 'training\n' },
    { status: 'Completed', log: 'done\n' },
  ]
  #at = 0

  constructor(wire: FakeWire) {
    this.blobs = new FakeBlobs(wire)
    for (const store of ['workspaceblobstore', 'workspaceartifactstore']) answerDatastore(wire, store)
    const arm = (method: string, path: string, answer: (request: RecordedRequest) => Reply): void =>
      void wire.on(method, new RegExp(`${ARM}${path}`), answer)
    arm('GET', '/computes\\?', () => ({ body: { value: [...this.computes.values()] } }))
    arm('GET', '/computes/[^/?]+\\?', request => found(this.computes.get(last(request)), 'Compute'))
    arm('GET', '/codes/[^/]+/versions\\?', request => this.#codesByHash(request))
    arm('POST', '/codes/.*/startPendingUpload\\?', request => pendingUpload(request))
    arm('PUT', '/codes/', request => this.#putCode(request))
    arm('GET', '/environments/', ({ url }) =>
      found(this.environments.has(url.pathname) ? {} : undefined, 'Environment'),
    )
    arm(
      'PUT',
      '/environments/',
      ({ url }) => (this.environments.add(url.pathname), { status: 201, body: {} }),
    )
    arm('GET', '/components/', ({ url }) =>
      found(this.components.has(url.pathname) ? {} : undefined, 'Component'),
    )
    arm('PUT', '/components/', ({ url }) => (this.components.add(url.pathname), { status: 201, body: {} }))
    arm('GET', '/jobs/[^/?]+\\?', request => this.#job(last(request)))
    arm('PUT', '/jobs/[^/?]+\\?', request => this.#submit(request))
    arm('POST', '/jobs/[^/]+/cancel', request => this.#cancel(request))
    arm('GET', '/models/[^/?]+\\?', () => this.#modelContainer())
    arm('GET', '/models/[^/]+/versions\\?', () => ({ body: { value: this.models.map(modelBody) } }))
    arm('PUT', '/models/', request => this.#putModel(request))
    wire.on('GET', new RegExp(`${HISTORY}/details`), request => this.#details(request))
    wire.on('GET', new RegExp(`${HISTORY}/children`), { body: { value: [] } })
    wire.on('GET', new RegExp(`${HISTORY}/runs/[^/?]+$`), ({ url }) => ({
      body: { runId: url.pathname.split('/').at(-1), queueingInfo: null },
    }))
    wire.on('GET', /^dataplane\.example\/artifact\/v2\.0\/.*\/prefix\/contentinfo/, { body: { value: [] } })
    wire.on('POST', /^dataplane\.example\/.*\/rundata/, {
      body: { runMetadata: { outputs: { model: { assetId: 'asset-of-model', type: 'uri_folder' } } } },
    })
    wire.on('POST', /^dataplane\.example\/.*batchGetResolvedUris/, {
      body: {
        values: {
          'asset-of-model': {
            uri: `azureml:/${WORKSPACE_ID}/datastores/workspaceblobstore/paths/azureml/j/model/`,
          },
        },
      },
    })
    wire.on('GET', /^dataplane\.example\/mlflow\/.*\/runs\/get/, () => ({ body: this.#run() }))
    wire.on('GET', /^dataplane\.example\/mlflow\/.*\/metrics\/get-history/, request => this.#history(request))
  }

  #codesByHash({ url }: RecordedRequest): Reply {
    const id = this.codes.get(url.searchParams.get('hash') ?? '')
    return { body: { value: id === undefined ? [] : [{ id }] } }
  }

  #putCode(request: RecordedRequest): Reply {
    const { properties } = bodyOf<{ properties: { properties: { hash_sha256: string } } }>(request)
    this.codes.set(properties.properties.hash_sha256, request.url.pathname)
    return { status: 201, body: {} }
  }

  #job(name: string): Reply {
    const job = this.jobs.get(name)
    if (job?.status === 'CancelRequested') job.status = 'Canceled'
    return found(job && jobResource(name, job), 'Job')
  }

  #submit(request: RecordedRequest): Reply {
    const { properties } = bodyOf<{ properties: Record<string, unknown> }>(request)
    const job = { status: 'NotStarted', properties }
    this.jobs.set(last(request), job)
    this.#at = 0
    return { status: 201, body: jobResource(last(request), job) }
  }

  #cancel({ url }: RecordedRequest): Reply {
    const job = this.jobs.get(url.pathname.split('/').at(-2) ?? '')
    if (!job) return failure(404, 'UserError', 'Job not found.')
    job.status = 'CancelRequested'
    return { status: 202, body: null }
  }

  #details({ url }: RecordedRequest): Reply {
    const name = url.pathname.split('/').at(-2) ?? ''
    const state = this.course[Math.min(this.#at++, this.course.length - 1)] ?? { status: 'Running' }
    const job = this.jobs.get(name)
    if (job) job.status = state.status
    if (state.log !== undefined && this.#at <= this.course.length)
      this.blobs.put(LOG, (this.blobs.text(LOG) ?? '') + state.log)
    const error = state.error === undefined ? null : { error: { code: 'UserError', message: state.error } }
    const logFiles = {
      'user_logs/std_log.txt': `https://account.blob.storage.example/${LOG}?sig=log-signature`,
    }
    return { body: { runId: name, status: state.status, logFiles, error } }
  }

  #modelContainer(): Reply {
    const nextVersion = String(this.models.length + 1)
    return found(this.models.length > 0 ? { properties: { nextVersion } } : undefined, 'Model')
  }

  #putModel(request: RecordedRequest): Reply {
    const { properties } = bodyOf<{ properties: FakeModel['properties'] }>(request)
    const model = { version: last(request), properties }
    this.models.push(model)
    return { status: 201, body: modelBody(model) }
  }

  #run(): object {
    const metrics = Object.entries(this.metrics).map(([key, value]) => ({ key, value }))
    return { run: { data: { metrics, params: [{ key: 'trees', value: '10' }] } } }
  }

  #history({ url }: RecordedRequest): Reply {
    const value = this.metrics[url.searchParams.get('metric_key') ?? ''] ?? 0
    return { body: { metrics: [{ key: 'any', value, step: '0', timestamp: '1767225600000' }] } }
  }
}

export interface FakeWorld extends FakeAzure {
  readonly world: FakeWorkspace
}

export function fakeWorld(options: FakeAzureOptions = {}): FakeWorld {
  const azure = fakeAzure(options)
  return { ...azure, world: new FakeWorkspace(azure.wire) }
}

const last = ({ url }: RecordedRequest): string => url.pathname.split('/').at(-1) ?? ''

const found = (body: object | undefined, what: string): Reply =>
  body ? { body } : failure(404, 'UserError', `${what} not found.`)

const jobResource = (name: string, { status, properties }: FakeJob): object => ({
  name,
  properties: { ...properties, status, services: { Studio: { endpoint: `https://studio.example/${name}` } } },
})

const modelBody = ({ version, properties }: FakeModel): object => ({
  id: `${WORKSPACE_ID}/models/m/versions/${version}`,
  name: version,
  properties,
})

const pendingUpload = ({ url }: RecordedRequest): Reply => ({
  body: {
    blobReferenceForConsumption: {
      blobUri: 'https://account.blob.storage.example/code-container',
      credential: {
        sasUri: `https://account.blob.storage.example/code-container?sv=1&sig=upload-signature&for=${url.pathname.length}`,
      },
    },
  },
})
