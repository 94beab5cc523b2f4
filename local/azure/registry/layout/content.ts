import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isDigest } from './digest.ts'

export interface StoredContent {
  digest: string
  /** Bytes. */
  size: number
}

/** Content by its digest: the `blobs/sha256` of an OCI image layout. */
export interface ContentStore {
  /** Where the content of a digest lies, whether it is there or not. */
  fileOf(digest: string): string
  /** Bytes; undefined when it is not there. */
  sizeOf(digest: string): number | undefined
  read(digest: string): Promise<Buffer>
  stream(digest: string): Readable
  /** Stores what it reads to its end, under the digest that it turns out to have. */
  write(content: Readable): Promise<StoredContent>
  /** Takes a finished file over; the file is gone afterwards. */
  adopt(file: string, digest: string): Promise<void>
  clear(): void
  /** For what is not finished yet; on the same file system. */
  temporaryFile(): string
}

export function openContent(directory: string): ContentStore {
  const blobs = join(directory, 'blobs', 'sha256')
  const unfinished = join(directory, 'unfinished')
  mkdirSync(blobs, { recursive: true })
  // What an earlier process did not finish, nobody will.
  empty(unfinished)
  const fileOf = (digest: string) => {
    if (!isDigest(digest)) throw new Error(`"${digest}" is not a sha256 digest.`)
    return join(blobs, digest.slice('sha256:'.length))
  }
  const temporaryFile = () => join(unfinished, randomUUID())
  const adopt = (file: string, digest: string) => rename(file, fileOf(digest))
  return {
    fileOf,
    temporaryFile,
    adopt,
    sizeOf: digest => (existsSync(fileOf(digest)) ? statSync(fileOf(digest)).size : undefined),
    read: digest => readFile(fileOf(digest)),
    stream: digest => createReadStream(fileOf(digest)),
    clear: () => empty(blobs),
    async write(content) {
      const file = temporaryFile()
      const stored = await writeHashed(content, file)
      await adopt(file, stored.digest)
      return stored
    },
  }
}

function empty(directory: string): void {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
}

async function writeHashed(content: Readable, file: string): Promise<StoredContent> {
  const { meter, result } = measure()
  try {
    await pipeline(content, meter, createWriteStream(file))
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
  return result()
}

/** A stream that passes everything on and tells digest and size at its end. */
export function measure(): { meter: Transform; result: () => StoredContent } {
  const hash = createHash('sha256')
  let size = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  return { meter, result: () => ({ digest: `sha256:${hash.digest('hex')}`, size }) }
}
