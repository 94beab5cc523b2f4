import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { FolderFile } from './list-folder.ts'

/** The version that Azure knows this algorithm by. */
export const HASH_VERSION = '202208'

/**
 * The content hash of a code snapshot, as azure-ai-ml computes it, so that both find each other's uploads: sha256 over
 * the number of files, then name and size of each, then the bytes of each, in the order of the lower-cased names.
 */
export async function snapshotHash(files: readonly FolderFile[]): Promise<string> {
  const ordered = [...files].sort((a, b) => byCodePoint(a.relative.toLowerCase(), b.relative.toLowerCase()))
  const hash = createHash('sha256').update(String(ordered.length))
  for (const file of ordered) hash.update(`#${file.relative}#`).update(String(file.size))
  for (const file of ordered) await feed(hash, file.absolute)
  return hash.digest('hex')
}

const DATA_SEED = 'Initialize for october 2021 AML CLI version'

/**
 * The hash under which azure-ai-ml uploads data: md5 over a fixed text, then the bytes of a file, or for a folder the
 * name of each entry followed by its bytes or by the entry's own entries, sorted by lower-cased path.
 */
export async function dataHash(target: string): Promise<string> {
  const hash = createHash('md5').update(DATA_SEED)
  await feedTree(hash, target)
  return hash.digest('hex')
}

async function feedTree(hash: Hash, target: string): Promise<void> {
  if (!(await fs.stat(target)).isDirectory()) return feed(hash, target)
  const names = await fs.readdir(target)
  for (const name of names.sort((a, b) => byCodePoint(a.toLowerCase(), b.toLowerCase()))) {
    hash.update(name)
    await feedTree(hash, path.join(target, name))
  }
}

async function feed(hash: Hash, file: string): Promise<void> {
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
}

/** Python's order of strings; JavaScript compares UTF-16 units. */
function byCodePoint(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
