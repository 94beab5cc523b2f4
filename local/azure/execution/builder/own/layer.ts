import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Header, type Pack, pack } from 'tar-stream'
import { type ContentStore, measure } from '../../../registry/layout/content.ts'

/** What a layer holds at one path of the image. */
export type LayerEntry = {
  /** Path in the image without a leading slash. */
  path: string
} & (
  | { type: 'directory'; mode: number }
  /** @property file where its content lies; @property size in bytes */
  | { type: 'file'; mode: number; file: string; size: number }
  | { type: 'symlink'; target: string }
)

export interface Layer {
  /** Of the compressed layer. */
  digest: string
  size: number
  /** Digest of the tar itself. */
  diffId: string
}

/** Larger levels cost minutes for a scientific stack and save little. */
const COMPRESSION = 1

/** Writes a layer; the same entries give the same digest: sorted, owned by root, without times. */
export async function writeLayer(content: ContentStore, entries: LayerEntry[]): Promise<Layer> {
  const tar = pack()
  const plain = measure()
  const compressed = measure()
  const file = content.temporaryFile()
  const gzip = createGzip({ level: COMPRESSION })
  const written = pipeline(tar, plain.meter, gzip, compressed.meter, createWriteStream(file))
  try {
    await Promise.all([addEntries(tar, withParents(entries)), written])
  } catch (error) {
    tar.destroy()
    await rm(file, { force: true })
    throw error
  }
  const { digest, size } = compressed.result()
  await content.adopt(file, digest)
  return { digest, size, diffId: plain.result().digest }
}

async function addEntries(tar: Pack, entries: LayerEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.type === 'file') await addFile(tar, entry)
    else await addHeader(tar, entry)
  }
  tar.finalize()
}

type EntryHeader = Pick<Header, 'name'> & Partial<Header>

const root = { uid: 0, gid: 0, mtime: new Date(0) }
/** Smaller files are not worth a stream each. */
const WHOLE = 1024 * 1024

async function addHeader(tar: Pack, entry: Exclude<LayerEntry, { type: 'file' }>): Promise<void> {
  const header: EntryHeader =
    entry.type === 'directory'
      ? { ...root, name: `${entry.path}/`, type: 'directory', mode: entry.mode }
      : { ...root, name: entry.path, type: 'symlink', mode: 0o777, linkname: entry.target }
  await new Promise<void>((resolve, reject) => {
    tar.entry(header, error => (error ? reject(error) : resolve()))
  })
}

async function addFile(tar: Pack, { path, mode, file, size }: LayerEntry & { type: 'file' }): Promise<void> {
  const header: EntryHeader = { ...root, name: path, mode, size }
  const small = size <= WHOLE ? await readFile(file) : undefined
  await new Promise<void>((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve())
    if (small) tar.entry(header, small, done)
    else pipeline(createReadStream(file), tar.entry(header, done)).catch(reject)
  })
}

/** In the order of paths, with the directories above them. */
function withParents(entries: LayerEntry[]): LayerEntry[] {
  const all = new Map<string, LayerEntry>()
  for (const { path } of entries)
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      const parent = path.slice(0, at)
      all.set(parent, { path: parent, type: 'directory', mode: 0o755 })
    }
  for (const entry of entries) all.set(entry.path, entry)
  return [...all.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
