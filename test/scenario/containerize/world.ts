import type { ContainerizeInputs } from '../../../tasks/MLOpsContainerize/MLOpsContainerizeV1/inputs.ts'
import { readInputs } from '../../../tasks/MLOpsContainerize/MLOpsContainerizeV1/inputs.ts'
import { containerizeModel } from '../../../tasks/MLOpsContainerize/MLOpsContainerizeV1/containerize-model.ts'
import type { Outcome } from '../../../tasks/common/host/task.ts'
import { WORKSPACE_ID, answerDatastore, fakeAzure, type FakeAzure } from '../../support/fake-azure.ts'
import { FakeBlobs } from '../../support/fake-blobs.ts'
import { FakeImages } from '../../support/fake-image-registry.ts'
import { answerRegistry, answerRegistryTokens } from '../../support/fake-registry.ts'
import { bodyOf, failure, type RecordedRequest, type Reply } from '../../support/fake-wire.ts'
import type { TestFolder } from '../../support/folder.ts'
import { pageOfVersions } from './page-of-versions.ts'

const ARM = '^management\\.example/.*'
export const DIGEST = `sha256:${'d'.repeat(64)}`

interface Deployed {
  readonly traffic: Readonly<Record<string, number>>
  readonly tags: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Registered models, an endpoint and a registry in memory, as far as containerizing sees them. */
export class ContainerizeWorld {
  readonly azure: FakeAzure
  readonly blobs: FakeBlobs
  /** Properties of the model's versions. */
  readonly models: Record<string, Record<string, unknown>> = {}
  /** What each run logged, as the wire has it; a run that is not here is gone. */
  readonly runs: Record<string, Record<string, number | string | null>> = {}
  /** Runs that somebody deleted in MLflow, which only marks them. */
  readonly deletedRuns = new Set<string>()
  /** Properties of deployments by name, beside what `deploy` gives them. */
  readonly deployments: Record<string, Record<string, unknown>> = {}
  /** How many versions of a model a page of the list holds. */
  pageSize = 100
  readonly environments: Record<string, unknown> = {}
  /** The registry's images. */
  readonly images: FakeImages
  deployed: Deployed | undefined
  readonly builds: RecordedRequest[] = []
  /** The states and log lines that a build goes through. */
  course: { status: string; log: string; error?: string }[] = [
    { status: 'Queued', log: '' },
    { status: 'Running', log: 'Step 1/20 : ARG BASE_IMAGE\nStep 2/20 : FROM x\n' },
    { status: 'Succeeded', log: 'Run ID: ca1 was successful after 3s\n' },
  ]
  cancelled = false
  #at = 0
  readonly #folder: TestFolder
  readonly #inputs: Readonly<Record<string, string>>

  constructor(folder: TestFolder, inputs: Readonly<Record<string, string>> = {}, signal?: AbortSignal) {
    this.#folder = folder
    this.#inputs = inputs
    folder.write({
      'code/score.py': 'def init(): ...\ndef run(raw): ...\n',
      'conda.yml': 'dependencies:\n  - python=3.11\n  - joblib=1.6.0\n',
    })
    this.azure = fakeAzure({
      inputs: this.#given(),
      variables: {
        'Pipeline.Workspace': folder.path,
        'Agent.TempDirectory': folder.path,
        'Build.BuildNumber': '20261123.1',
        'Build.SourceVersion': 'c0ffee',
      },
      ...(signal && { signal }),
    })
    const { wire } = this.azure
    this.blobs = new FakeBlobs(wire)
    answerDatastore(wire, 'workspaceblobstore')
    answerRegistry(wire)
    answerRegistryTokens(wire)
    this.#answerWorkspace()
    this.#answerRegistry()
    this.images = new FakeImages(wire)
  }

  #given(): Record<string, string> {
    return {
      azureSubscription: 'azure',
      resourceGroup: 'rg-mlops',
      workspaceName: 'ws-mlops',
      gateMetric: 'roc_auc',
      endpointName: 'chd',
      code: this.#folder.at('code'),
      condaFile: this.#folder.at('conda.yml'),
      ...this.#inputs,
    }
  }

  /** Registers a version of `chd-risk` with its file and the metric of its run. */
  register(version: string, roc_auc: number | undefined): void {
    const place = `azureml/job-${version}/model/`
    this.blobs.put(`container-of-workspaceblobstore/${place}model.joblib`, `model ${version}`)
    this.models[version] = {
      modelUri: `azureml:/${WORKSPACE_ID}/datastores/workspaceblobstore/paths/${place}`,
      modelType: 'custom_model',
      jobName: `job-${version}`,
      stage: 'Production',
      tags: { kept: 'yes' },
      provisioningState: 'Succeeded',
      autoDeleteSetting: null,
      intellectualProperty: null,
    }
    this.runs[`job-${version}`] = roc_auc === undefined ? {} : { roc_auc }
  }

  /** The hand-off of the training step. */
  handOff(version: string): void {
    const output = {
      schema_version: 1,
      model_name: 'chd-risk',
      model_version: version,
      job_name: `job-${version}`,
    }
    this.#folder.write({ 'mlops/build-pipeline-output-vars.json': JSON.stringify(output) })
  }

  /** Shares of traffic by `deployment=model version`; without a version the deployment has no tag. */
  deploy(shares: Readonly<Record<string, number>>): void {
    const traffic: Record<string, number> = {}
    const tags: Record<string, Record<string, string>> = {}
    for (const [key, share] of Object.entries(shares)) {
      const [name = '', version = ''] = key.split('=')
      traffic[name] = share
      tags[name] = version === '' ? {} : { 'mlops.model': `chd-risk:${version}` }
    }
    this.deployed = { traffic, tags }
  }

  inputs(): ContainerizeInputs {
    return readInputs(this.azure.host)
  }

  run(): Promise<Outcome> {
    return containerizeModel(this.inputs(), this.azure.host)
  }

  #answerWorkspace(): void {
    const { wire } = this.azure
    const arm = (method: string, path: string, answer: (request: RecordedRequest) => Reply): void =>
      void wire.on(method, new RegExp(`${ARM}${path}`), answer)
    arm('GET', '/models/chd-risk/versions\\?', ({ url }) => ({ body: this.#versions(url) }))
    arm('GET', '/models/chd-risk/versions/', request =>
      found(this.models[last(request)] && this.#model(last(request))),
    )
    arm('PUT', '/models/chd-risk/versions/', request => {
      this.models[last(request)] = bodyOf<{ properties: Record<string, unknown> }>(request).properties
      return { body: {} }
    })
    arm('GET', '/environments/', request =>
      found(this.environments[request.url.pathname] as object | undefined),
    )
    arm('PUT', '/environments/', request => {
      this.environments[request.url.pathname] = bodyOf(request)
      return { status: 201, body: {} }
    })
    arm('GET', '/jobs/', request =>
      found(
        this.runs[last(request)] && {
          name: last(request),
          properties: { jobType: 'Command', status: 'Completed' },
        },
      ),
    )
    arm('GET', '/onlineEndpoints/chd\\?', () =>
      found(this.deployed && { name: 'chd', properties: { traffic: this.deployed.traffic } }),
    )
    arm('GET', '/onlineEndpoints/chd/deployments/', request =>
      found({
        name: last(request),
        tags: this.deployed?.tags[last(request)] ?? {},
        properties: this.deployments[last(request)] ?? {},
      }),
    )
    wire.on('GET', /\/history\/.*\/runs\/job-\d+$/, request =>
      found(
        this.runs[last(request)] && {
          runId: last(request),
          status: 'Completed',
          runType: 'azureml.scriptrun',
        },
      ),
    )
    wire.on('GET', /\/mlflow\/.*runs\/get/, ({ url }) => this.#metrics(url.searchParams.get('run_id') ?? ''))
  }

  #versions(url: URL): object {
    const { names, nextLink } = pageOfVersions(this.models, url, this.pageSize)
    return { value: names.map(name => this.#model(name)), nextLink }
  }

  #model(version: string): object {
    return { id: `/models/chd-risk/versions/${version}`, name: version, properties: this.models[version] }
  }

  #metrics(run: string): Reply {
    const values = this.runs[run]
    if (!values)
      return { status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: `${run} not found` } }
    const info = { lifecycle_stage: this.deletedRuns.has(run) ? 'deleted' : 'active' }
    const metrics = Object.entries(values).map(([key, value]) => ({ key, value }))
    return { body: { run: { info, data: { metrics } } } }
  }

  #answerRegistry(): void {
    const { wire } = this.azure
    const upload = 'https://account.blob.storage.example/source/context.tar.gz?sig=upload-signature'
    wire.on('POST', /listBuildSourceUploadUrl/, {
      body: { relativePath: 'source/context.tar.gz', uploadUrl: upload },
    })
    wire.on('POST', /scheduleRun/, request => {
      this.builds.push(request)
      const given = bodyOf<{ arguments: { name: string; value: string }[] }>(request).arguments
      const revision = given.find(({ name }) => name === 'MLOPS_REVISION')?.value ?? ''
      this.images.labels = { 'org.opencontainers.image.revision': revision }
      this.#at = 0
      return { body: { properties: { runId: 'ca1', status: 'Queued' } } }
    })
    wire.on('GET', /\/runs\/ca1\?/, () => ({ body: { properties: this.#run() } }))
    wire.on('POST', /listLogSasUrl/, {
      body: { logLink: 'https://account.blob.storage.example/logs/ca1?sig=log-signature' },
    })
    wire.on('POST', /\/runs\/ca1\/cancel/, () => ((this.cancelled = true), { status: 202 }))
  }

  #run(): object {
    if (this.cancelled) return { runId: 'ca1', status: 'Canceled' }
    const state = this.course[Math.min(this.#at, this.course.length - 1)]
    if (this.#at < this.course.length)
      this.blobs.put('logs/ca1', (this.blobs.text('logs/ca1') ?? '') + (state?.log ?? ''))
    this.#at++
    const images = this.builds.flatMap(build => bodyOf<{ imageNames: string[] }>(build).imageNames)
    if (state?.status === 'Succeeded') for (const image of images) this.images.digests[image] = DIGEST
    return {
      runId: 'ca1',
      status: state?.status,
      ...(state?.error && { runErrorMessage: state.error }),
      ...(state?.status === 'Succeeded' && { outputImages: [{ repository: 'chd-risk', digest: DIGEST }] }),
    }
  }
}

const last = ({ url }: RecordedRequest): string => url.pathname.split('/').at(-1) ?? ''

const found = (body: object | undefined): Reply => (body ? { body } : failure(404, 'UserError', 'Not found.'))
