import type { Readable } from 'node:stream'

export interface BlobInfo {
  name: string
  /** Bytes. */
  size: number
  type: 'BlockBlob' | 'AppendBlob' | 'PageBlob'
  metadata: Record<string, string>
  contentType?: string
  lastModified: Date
  etag: string
}

export interface SasRequest {
  container: string
  /** Without a blob the SAS is for the whole container. */
  blob?: string
  /** Letters of the SAS permission, e.g. `r`, `rcwl`. */
  permissions: string
  /** Default 8 h 10 min, starting 10 minutes in the past, as run history's log links. */
  lifetimeMilliseconds?: number
}

/** The workspace's storage account as the other services of local Azure use it: no tokens, no front. */
export interface Blobs {
  readonly account: string
  /** Loopback origin behind the front; for the front only. */
  readonly origin: string
  /** Does nothing where it exists. */
  createContainer(container: string): Promise<void>
  deleteContainer(container: string): Promise<void>
  /** A block blob; replaces what was there. The container must exist. */
  put(
    container: string,
    blob: string,
    content: string | Uint8Array | Readable,
    options?: { contentType?: string; metadata?: Record<string, string> },
  ): Promise<void>
  /** Adds to an append blob, which is made at the first call. Empty content only makes the blob. */
  append(container: string, blob: string, content: string | Uint8Array): Promise<void>
  /** Replaces the metadata of a blob that exists. */
  setMetadata(container: string, blob: string, metadata: Record<string, string>): Promise<void>
  get(container: string, blob: string): Promise<Buffer>
  stream(container: string, blob: string, offset?: number): Promise<Readable>
  /** undefined when there is no such blob or container. */
  stat(container: string, blob: string): Promise<BlobInfo | undefined>
  exists(container: string, blob: string): Promise<boolean>
  /** In the order of names; an absent container is empty. */
  list(container: string, prefix?: string): Promise<BlobInfo[]>
  /** True when there was such a blob. */
  delete(container: string, blob: string): Promise<boolean>
  /** Address on the front, as a client sees it. */
  url(container: string, blob?: string): string
  /** The same with a user-delegation SAS in its query. */
  sas(request: SasRequest): string
  /** Container and blob of an address on the front (`:443` and SAS ignored); undefined for a foreign one. */
  locate(url: string): { container: string; blob: string } | undefined
}
