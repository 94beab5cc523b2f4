import type { Blobs } from '../../core/blobs.ts'

/** Where the bytes of a log go, one call after the other. */
export interface LogWriter {
  /** Makes the log, so that readers find it before the first word. */
  open(): Promise<void>
  append(content: Buffer): Promise<void>
  /** The run has ended; what was held back comes now. */
  end(): Promise<void>
}

/** An append block may hold 4 MiB. */
const blockBytes = 3 * 1024 * 1024

export function blobWriter(blobs: Blobs, container: string, blob: string): LogWriter {
  return {
    open: () => blobs.append(container, blob, ''),
    append: content => appendBlocks(blobs, container, blob, content),
    end: () => Promise.resolve(),
  }
}

async function appendBlocks(blobs: Blobs, container: string, blob: string, content: Buffer): Promise<void> {
  for (let offset = 0; offset < content.length; offset += blockBytes) {
    await blobs.append(container, blob, content.subarray(offset, offset + blockBytes))
  }
}

/** Gives a log another name; what was there under that name is gone. */
export async function moveLog(blobs: Blobs, container: string, from: string, to: string): Promise<void> {
  const content = await blobs.get(container, from)
  await blobs.delete(container, to)
  await blobs.append(container, to, '')
  await appendBlocks(blobs, container, to, content)
  await blobs.delete(container, from)
}
