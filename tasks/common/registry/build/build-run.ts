import { BlockBlobClient } from '@azure/storage-blob'
import { asAzureError, attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { AzureSession } from '../../azure/session.ts'
import { throughDoor } from '../../storage/through-door.ts'
import type { Registry } from '../registry.ts'
import type { BuildOrder } from './build-order.ts'
import { buildRequest, type BuildRequest } from './build-request.ts'
import { explainRefusal } from './explain-build.ts'

/** Registry builds exist in preview versions only; the first is what Azure's own clients use, the other knows identities. */
const API = '2019-06-01-preview'
const API_WITH_IDENTITY = '2025-03-01-preview'
const BLOCK = { blockSize: 8 * 1024 * 1024, concurrency: 2, maxSingleShotSize: 8 * 1024 * 1024 }
const ANSWER_IN_MILLISECONDS = 100_000

/** One build in the registry's own service. */
export interface BuildRun {
  readonly properties: {
    readonly runId: string
    readonly status: string
    readonly runErrorMessage?: string | null
    readonly outputImages?: readonly OutputImage[] | null
  }
}

interface OutputImage {
  readonly repository?: string
  readonly tag?: string
  readonly digest?: string
}

/** Uploads a packed context to where the registry wants it, and gives the name by which it is known there. */
export async function uploadContext(registry: Registry, file: string, bytes: number): Promise<string> {
  const { session } = registry.workspace
  return attempt(`Uploading the build context to registry ${registry.name}`, async () => {
    const { body } = await session.door.send<{ relativePath: string; uploadUrl: string }>('ResourceManager', {
      method: 'POST',
      url: runUrl(session, registry.id, '/listBuildSourceUploadUrl'),
      repeatable: true,
    })
    session.mask(new URL(body.uploadUrl).searchParams.get('sig') ?? body.uploadUrl)
    const blob = new BlockBlobClient(body.uploadUrl, throughDoor(session.anonymous.network))
    await blob.uploadFile(file, {
      ...BLOCK,
      abortSignal: session.signal,
      onProgress: ({ loadedBytes }) =>
        session.log.progress((100 * loadedBytes) / Math.max(bytes, 1), 'Uploading the build context'),
    })
    return body.relativePath
  })
}

/**
 * Starts the build. Only once: a request that may have had its effect is not sent again; and not interrupted either,
 * because a cancelled pipeline must know which build to cancel.
 */
export async function scheduleBuild(
  registry: Registry,
  sourceLocation: string,
  order: BuildOrder,
): Promise<BuildRun> {
  const { session } = registry.workspace
  const request = buildRequest(registry, sourceLocation, order)
  try {
    const { body } = await session.door.send<BuildRun>('ResourceManager', {
      method: 'POST',
      url: resourceUrl(session, `${registry.id}/scheduleRun`, {}, versionFor(request)),
      body: request,
      signal: AbortSignal.timeout(ANSWER_IN_MILLISECONDS),
    })
    return body
  } catch (error) {
    throw explainRefusal(registry.name, asAzureError(error)) ?? error
  }
}

export const readRun = ({ workspace, id }: Registry, run: string): Promise<BuildRun> =>
  attempt(`Reading build ${run}`, async () => {
    const url = runUrl(workspace.session, id, `/runs/${run}`)
    return (await workspace.session.door.send<BuildRun>('ResourceManager', { method: 'GET', url })).body
  })

/** Only the newer version has identities; the older one is the one that everybody else's builds prove every day. */
const versionFor = ({ credentials }: BuildRequest): string =>
  credentials.sourceRegistry.identity === undefined ? API : API_WITH_IDENTITY

/** A link to the build's log that holds for about an hour. */
export const logLink = ({ workspace, id }: Registry, run: string): Promise<string> =>
  attempt(`Finding the log of build ${run}`, async () => {
    const { session } = workspace
    const { body } = await session.door.send<{ logLink: string }>('ResourceManager', {
      method: 'POST',
      url: runUrl(session, id, `/runs/${run}/listLogSasUrl`),
      repeatable: true,
    })
    session.mask(new URL(body.logLink).searchParams.get('sig') ?? body.logLink)
    return body.logLink
  })

/** Asks the registry to cancel a build. One that has ended meanwhile is no error. */
export async function cancelBuild(
  session: AzureSession,
  registryId: string,
  run: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const url = runUrl(session, registryId, `/runs/${run}/cancel`)
    await session.door.send('ResourceManager', { method: 'POST', url, repeatable: true, signal })
  } catch (error) {
    if ((asAzureError(error)?.status ?? 500) >= 500) throw error
    if (!isEnded(await statusOf(session, registryId, run, signal))) throw error
  }
}

export async function statusOf(
  session: AzureSession,
  registryId: string,
  run: string,
  signal: AbortSignal,
): Promise<string> {
  const call = { method: 'GET', url: runUrl(session, registryId, `/runs/${run}`), signal } as const
  return (await session.door.send<BuildRun>('ResourceManager', call)).body.properties.status
}

export const isEnded = (status: string): boolean =>
  ['Succeeded', 'Failed', 'Canceled', 'Error', 'Timeout'].includes(status)

const runUrl = (session: AzureSession, registryId: string, path: string): string =>
  resourceUrl(session, registryId + path, {}, API)
