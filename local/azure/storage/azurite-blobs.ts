import { Readable } from 'node:stream'
import {
  type BlobGetPropertiesResponse,
  BlobServiceClient,
  type ContainerClient,
  RestError,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import type { BlobInfo, Blobs } from '../core/blobs.ts'
import type { Clock } from '../core/clock.ts'
import type { Settings } from '../core/settings.ts'
import { mintSas } from './sas.ts'

export interface BlobsContext {
  settings: Settings
  clock: Clock
  /** Origin of the front. */
  front: string
  /** Azurite's own address, with the account in its path. */
  azurite: string
}

/** The blobs port over Azurite's loopback address, signed with the account key. */
export function createBlobs({ settings, clock, front, azurite }: BlobsContext): Blobs {
  const account = settings.storageAccount
  const credential = new StorageSharedKeyCredential(account, settings.storageAccountKey)
  const service = new BlobServiceClient(azurite, credential)
  const container = (name: string): ContainerClient => service.getContainerClient(name)
  const url = (name: string, blob?: string) =>
    [front, account, name, ...(blob === undefined ? [] : blob.split('/').map(encodeURIComponent))].join('/')
  const stat = async (name: string, blob: string) => {
    const properties = await orAbsent(container(name).getBlobClient(blob).getProperties())
    return properties && toInfo(blob, properties)
  }
  return {
    account,
    origin: new URL(azurite).origin,
    async createContainer(name) {
      await container(name).createIfNotExists()
    },
    async deleteContainer(name) {
      await container(name).deleteIfExists()
    },
    async put(name, blob, content, { contentType, metadata } = {}) {
      const target = container(name).getBlockBlobClient(blob)
      const stream = content instanceof Readable ? content : Readable.from([Buffer.from(content)])
      await target.uploadStream(stream, undefined, undefined, {
        ...(metadata && { metadata }),
        ...(contentType && { blobHTTPHeaders: { blobContentType: contentType } }),
      })
    },
    async append(name, blob, content) {
      const target = container(name).getAppendBlobClient(blob)
      await target.createIfNotExists()
      const bytes = Buffer.from(content)
      if (bytes.length > 0) await target.appendBlock(bytes, bytes.length)
    },
    async setMetadata(name, blob, metadata) {
      await container(name).getBlobClient(blob).setMetadata(metadata)
    },
    get: (name, blob) => container(name).getBlobClient(blob).downloadToBuffer(),
    async stream(name, blob, offset = 0) {
      const { readableStreamBody } = await container(name).getBlobClient(blob).download(offset)
      return readableStreamBody as Readable
    },
    stat,
    exists: async (name, blob) => (await stat(name, blob)) !== undefined,
    list: (name, prefix) => listBlobs(container(name), prefix),
    delete: async (name, blob) => (await container(name).getBlobClient(blob).deleteIfExists()).succeeded,
    url,
    sas: request => `${url(request.container, request.blob)}?${mintSas(request, settings, clock)}`,
    locate: address => locate(address, front, account),
  }
}

async function listBlobs(container: ContainerClient, prefix = ''): Promise<BlobInfo[]> {
  const found: BlobInfo[] = []
  if (!(await container.exists())) return found
  for await (const { name, properties, metadata } of container.listBlobsFlat({
    prefix,
    includeMetadata: true,
  }))
    found.push(toInfo(name, { ...properties, ...(metadata && { metadata }) }))
  return found
}

type Properties = Pick<
  BlobGetPropertiesResponse,
  'contentLength' | 'blobType' | 'metadata' | 'contentType' | 'lastModified' | 'etag'
>

function toInfo(name: string, properties: Properties): BlobInfo {
  const { contentLength = 0, blobType = 'BlockBlob', metadata = {}, contentType } = properties
  return {
    name,
    size: contentLength,
    type: blobType,
    metadata,
    ...(contentType && { contentType }),
    lastModified: properties.lastModified ?? new Date(0),
    etag: properties.etag ?? '',
  }
}

async function orAbsent<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) return undefined
    throw error
  }
}

function locate(address: string, front: string, account: string) {
  const url = new URL(address)
  if (url.origin !== front) return undefined
  const [owner, container, ...blob] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent)
  return owner === account && container ? { container, blob: blob.join('/') } : undefined
}
