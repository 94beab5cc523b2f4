import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack, type Pack } from 'tar-stream'
import { inOrder, modeOf, type ContextFile } from './context-file.ts'

const EPOCH = new Date(0)
/** Trained weights hardly compress: higher levels cost minutes for a large model and save little. */
const LEVEL = 1

/**
 * Packs a build context into a gzipped tar. The same files give the same bytes, whoever owns them, whenever they were
 * made and in whatever order they come. Each file is streamed, so memory does not grow with them.
 */
export async function packContext(
  files: readonly ContextFile[],
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const tar = pack()
  const written = pipeline(tar, createGzip({ level: LEVEL }), createWriteStream(target), { signal })
  const entries = addAll(tar, files)
  await Promise.all([written, entries])
}

async function addAll(tar: Pack, files: readonly ContextFile[]): Promise<void> {
  try {
    for (const file of inOrder(files)) await add(tar, file)
    tar.finalize()
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

async function add(tar: Pack, file: ContextFile): Promise<void> {
  const { name, content } = file
  const header = { name, mode: modeOf(file), mtime: EPOCH, uid: 0, gid: 0, type: 'file' as const }
  if ('text' in content) {
    await new Promise<void>((resolve, reject) => {
      tar.entry(header, content.text, error => (error ? reject(error) : resolve()))
    })
    return
  }
  await pipeline(createReadStream(content.file), tar.entry({ ...header, size: content.size }))
}
