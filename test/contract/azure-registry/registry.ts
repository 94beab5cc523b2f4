import assert from 'node:assert/strict'
import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry'
import { BlobClient, BlockBlobClient, RestError } from '@azure/storage-blob'
import type { StartOptions } from '../../../local/azure/api.ts'
import { type Answer, type AzureUnderTest, startForTest } from '../azure/local-azure.ts'
import { until } from '../azure/until.ts'
import { packContext } from './context.ts'

/** A registry of a local Azure that is started for one suite, spoken to by Azure's official client. */
export interface RegistryUnderTest {
  azure: AzureUnderTest
  client: ContainerRegistryManagementClient
  name: string
  /** ARM id. */
  id: string
  loginServer: string
  /** A bare call to ARM below the registry, for what the official client would not send. */
  arm(method: string, path: string, body?: object, apiVersion?: string): Promise<Answer>
  /** Packs and uploads a build context; answers its relative path. */
  upload(files: Record<string, string>): Promise<string>
  /** Uploads and schedules; `more` goes into the request. Answers the run's id. */
  schedule(files: Record<string, string>, more?: object): Promise<string>
  finished(runId: string): Promise<FinishedRun>
  /** Undefined until the first line was written. */
  readLog(runId: string): Promise<RunLog | undefined>
  close(): Promise<void>
}

export interface RunLog {
  text: string
  metadata: Record<string, string>
}

export interface FinishedRun {
  status: string
  log: string
  /** The log's metadata `Complete`. */
  complete: string | undefined
  images: { registry?: string; repository?: string; tag?: string; digest?: string }[]
  error: string | undefined
}

export const group = 'rg-mlops'
const ended = ['Succeeded', 'Failed', 'Canceled', 'Error', 'Timeout']
const patience = 180_000
/** Seconds; the official client keeps its token, and tests move the clock. */
const day = 24 * 3600

export async function startRegistry(options: StartOptions = {}): Promise<RegistryUnderTest> {
  const azure = await startForTest({
    ...options,
    config: { imageBuilder: 'own', tokenLifetimeSeconds: day, ...options.config },
  })
  const client = officialClient(azure)
  const [registry] = await all(client.registries.list())
  assert.ok(registry?.name && registry.id && registry.loginServer)
  const { name, id, loginServer } = registry
  const arm: RegistryUnderTest['arm'] = async (method, path, body, version = '2019-06-01-preview') =>
    azure.call(method, `${azure.description.endpoints.resourceManager}${id}${path}?api-version=${version}`, {
      token: await armToken(azure),
      ...(body && { body }),
    })
  const upload: RegistryUnderTest['upload'] = async files => {
    const { uploadUrl, relativePath } = await client.registries.getBuildSourceUploadUrl(group, name)
    const content = await packContext(files)
    await new BlockBlobClient(uploadUrl ?? '', undefined, { ...azure.trust } as object).upload(
      content,
      content.length,
    )
    return relativePath ?? ''
  }
  const readLog = (runId: string) => fetchLog(azure, client, name, runId)
  return {
    ...{ azure, client, name, id, loginServer, arm, upload, readLog },
    async schedule(files, more = {}) {
      const run = await arm('POST', '/scheduleRun', {
        ...quickBuild,
        sourceLocation: await upload(files),
        ...more,
      })
      assert.equal(run.status, 200, run.text)
      return String(run.json()['name'])
    },
    finished: runId => finished(client, name, runId, readLog),
    close: () => azure.close(),
  }
}

/** The least that a build says. */
export const quickBuild = {
  type: 'DockerBuildRequest',
  dockerFilePath: 'Dockerfile',
  imageNames: ['model:1'],
  platform: { os: 'Linux' },
}

export function officialClient(azure: AzureUnderTest, credential = azure.credential) {
  const { subscriptionId, endpoints } = azure.description
  return new ContainerRegistryManagementClient(credential, subscriptionId, {
    endpoint: endpoints.resourceManager,
    credentialScopes: 'https://management.azure.com/.default',
    retryOptions: { maxRetries: 0 },
    ...azure.trust,
  })
}

export const armToken = async ({ credential }: Pick<AzureUnderTest, 'credential'>): Promise<string> =>
  (await credential.getToken('https://management.azure.com/.default')).token

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

async function fetchLog(
  { trust }: AzureUnderTest,
  client: ContainerRegistryManagementClient,
  name: string,
  runId: string,
): Promise<RunLog | undefined> {
  const { logLink } = await client.runs.getLogSasUrl(group, name, runId)
  const blob = new BlobClient(logLink ?? '', undefined, { ...trust } as object)
  try {
    const { metadata = {} } = await blob.getProperties()
    return { text: (await blob.downloadToBuffer()).toString(), metadata }
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) return undefined
    throw error
  }
}

async function finished(
  client: ContainerRegistryManagementClient,
  name: string,
  runId: string,
  readLog: RegistryUnderTest['readLog'],
): Promise<FinishedRun> {
  const get = () => client.runs.get(group, name, runId)
  await until(`run ${runId} has ended`, async () => ended.includes((await get()).status ?? ''), patience)
  const { status = '', outputImages = [], runErrorMessage } = await get()
  const { text = '', metadata = {} } = (await readLog(runId)) ?? {}
  return { status, log: text, complete: metadata['complete'], images: outputImages, error: runErrorMessage }
}
