import type { Blobs } from '../../core/blobs.ts'

/** A log that grows as an append blob while somebody reads it. */
export interface AppendLog {
  /** Makes the blob, so that readers find it before the first word. */
  open(): Promise<void>
  write(text: string): void
  /** Resolves when everything written so far is in the blob. */
  flush(): Promise<void>
}

const batchMilliseconds = 300
/** An append block may hold 4 MiB. */
const blockBytes = 3 * 1024 * 1024

/** Writes are gathered for a moment, then appended in order. */
export function createAppendLog(blobs: Blobs, container: string, blob: string): AppendLog {
  let pending: Buffer[] = []
  let timer: NodeJS.Timeout | undefined
  let done: Promise<void> = Promise.resolve()
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const content = Buffer.concat(pending)
    pending = []
    done = done.then(() => appendBlocks(blobs, container, blob, content))
    return done
  }
  const flushLater = () => {
    // A failure is not lost: it rejects the flush that ends the job.
    flush().catch(() => {})
  }
  return {
    open: () => blobs.append(container, blob, ''),
    write(text) {
      pending.push(Buffer.from(text))
      timer ??= setTimeout(flushLater, batchMilliseconds)
    },
    flush,
  }
}

async function appendBlocks(blobs: Blobs, container: string, blob: string, content: Buffer): Promise<void> {
  for (let offset = 0; offset < content.length; offset += blockBytes) {
    await blobs.append(container, blob, content.subarray(offset, offset + blockBytes))
  }
}
