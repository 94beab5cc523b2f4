import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { NO_RULES, type IgnoreRules } from './ignore-rules.ts'
import { relativeOf, type FolderFile } from './list-folder.ts'
import { byCodePoint, byLowerCase } from '../text/python-order.ts'

/** The version that Azure knows the hash of a snapshot by. */
export const HASH_VERSION = '202208'

/**
 * The content hash of a code snapshot, as azure-ai-ml computes it, so that both find each other's uploads: sha256 over
 * the number of files, then name and size of each, then the bytes of each, in the order of the lower-cased names.
 */
export async function snapshotHash(files: readonly FolderFile[]): Promise<string> {
  const ordered = [...files].sort((a, b) => byLowerCase(a.relative, b.relative))
  const hash = createHash('sha256').update(String(ordered.length))
  for (const file of ordered) hash.update(`#${file.relative}#`).update(String(file.size))
  for (const file of ordered) await feed(hash, file.absolute)
  return hash.digest('hex')
}

const DATA_SEED = 'Initialize for october 2021 AML CLI version'

/**
 * The hash under which azure-ai-ml 1.35 uploads data and build contexts: sha256 over a fixed text, then the bytes of a
 * file, or for a folder the name of each entry that the rules leave in, followed by its bytes or by the entry's own
 * entries, sorted by lower-cased path. Links count by their own name and what they lead to.
 */
export async function dataHash(target: string, rules: IgnoreRules = NO_RULES): Promise<string> {
  const hash = createHash('sha256').update(DATA_SEED)
  const root = await fs.realpath(target)
  const excludes = (place: string): boolean => rules.excludes(relativeOf(root, place))
  await feedTree({ hash, excludes }, root, new Set())
  return hash.digest('hex')
}

interface Feed {
  readonly hash: Hash
  excludes(place: string): boolean
}

async function feedTree(feeding: Feed, place: string, ancestors: ReadonlySet<string>): Promise<void> {
  if (ancestors.has(place)) return
  const stats = await fs.stat(place)
  if (stats.isFile()) return feed(feeding.hash, place)
  if (!stats.isDirectory()) return
  const above = new Set([...ancestors, place])
  for (const name of (await fs.readdir(place)).sort(byLowerCase)) {
    const entry = path.join(place, name)
    if (feeding.excludes(entry)) continue
    feeding.hash.update(name)
    await feedTree(feeding, await fs.realpath(entry), above)
  }
}

async function feed(hash: Hash, file: string): Promise<void> {
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
}

/** The file that azure-ai-ml marks when an upload is whole: the first by its place on the disk. */
export const indicatorOf = (files: readonly FolderFile[]): FolderFile | undefined =>
  [...files].sort((a, b) => byCodePoint(a.absolute, b.absolute) || byCodePoint(a.relative, b.relative))[0]
