import type { BlobLeaseClient, BlockBlobClient, ContainerClient } from '@azure/storage-blob'
import { asAzureError } from '../../azure/attempt.ts'

/** The longest that Azure Storage grants to a lease that ends by itself. */
export const LEASE_IN_SECONDS = 60

/** Who renews has other things to watch meanwhile. */
const PATIENCE_IN_MILLISECONDS = 5000

/**
 * A small text in blob storage which one process at a time may write: the one that holds the blob's lease. Storage
 * itself keeps all others out, and ends the lease of a holder that is dead. Who has the same lease is told by what it wrote:
 * texts of two processes must differ.
 */
export class LeasedBlob {
  readonly #blob: BlockBlobClient
  readonly #lease: BlobLeaseClient
  readonly #options: { readonly abortSignal: AbortSignal }
  /** What this process wrote last, and what it may have written since; empty before. */
  #written: readonly string[] = []

  /** @param leaseId a GUID. Who has the same one takes the lease over at once, also as another process */
  constructor(container: ContainerClient, name: string, leaseId: string, abortSignal: AbortSignal) {
    this.#blob = container.getBlockBlobClient(name)
    this.#lease = this.#blob.getBlobLeaseClient(leaseId)
    this.#options = { abortSignal }
  }

  /** False where another holds it. */
  async acquire(): Promise<boolean> {
    await unless([409, 412], () =>
      this.#blob.upload('', 0, { ...this.#options, conditions: { ifNoneMatch: '*' } }),
    )
    return unless([409], () => this.#lease.acquireLease(LEASE_IN_SECONDS, this.#options))
  }

  /** False where another took it meanwhile. One that ran out and that nobody took is renewed, too. */
  async renew(): Promise<boolean> {
    const { abortSignal } = this.#options
    const soon = AbortSignal.any([abortSignal, AbortSignal.timeout(PATIENCE_IN_MILLISECONDS)])
    const isHeld = await unless([404, 409], () => this.#lease.renewLease({ abortSignal: soon }))
    return isHeld && this.#isMine(soon)
  }

  async read(abortSignal: AbortSignal = this.#options.abortSignal): Promise<string> {
    return (await this.#blob.downloadToBuffer(0, undefined, { abortSignal })).toString('utf8')
  }

  async #isMine(abortSignal: AbortSignal): Promise<boolean> {
    return this.#written.length === 0 || this.#written.includes(await this.read(abortSignal))
  }

  /** False where the lease is lost. */
  async write(text: string): Promise<boolean> {
    if (!(await this.#isMine(this.#options.abortSignal))) return false
    this.#written = [...this.#written, text]
    const conditions = { leaseId: this.#lease.leaseId }
    const isWritten = await unless([404, 409, 412], () =>
      this.#blob.upload(text, Buffer.byteLength(text), { ...this.#options, conditions }),
    )
    if (isWritten) this.#written = [text]
    return isWritten
  }

  /** One that is lost needs no release, and one that another process has now must get none. */
  async release(): Promise<void> {
    if (!(await this.#isMine(this.#options.abortSignal))) return
    await unless([404, 409], () => this.#lease.releaseLease(this.#options))
  }
}

/** False where Azure refuses with one of these statuses. */
async function unless(refusals: readonly number[], act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    if (refusals.includes(asAzureError(error)?.status ?? 0)) return false
    throw error
  }
}
