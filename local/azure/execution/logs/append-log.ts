import type { Blobs } from '../../core/blobs.ts'
import { type LogWriter, blobWriter } from './log-writer.ts'

/** A log that grows while somebody reads it. */
export interface AppendLog {
  /** Makes the log, so that readers find it before the first word. */
  open(): Promise<void>
  write(text: string): void
  /** Resolves when everything written so far is there. */
  flush(): Promise<void>
}

const batchMilliseconds = 300

export const createAppendLog = (blobs: Blobs, container: string, blob: string): AppendLog =>
  batched(blobWriter(blobs, container, blob))

/** Writes are gathered for a moment, then appended in order. */
export function batched(writer: LogWriter): AppendLog {
  let pending: Buffer[] = []
  let timer: NodeJS.Timeout | undefined
  let done: Promise<void> = Promise.resolve()
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const content = Buffer.concat(pending)
    pending = []
    if (content.length > 0) done = done.then(() => writer.append(content))
    return done
  }
  const flushLater = () => {
    // A failure is not lost: it rejects the flush that ends the job.
    flush().catch(() => {})
  }
  return {
    open: () => writer.open(),
    write(text) {
      pending.push(Buffer.from(text))
      timer ??= setTimeout(flushLater, batchMilliseconds)
    },
    flush,
  }
}
