import { readableBytes } from '../text/readable-bytes.ts'
import type { FolderFile } from './list-folder.ts'

/** Bytes from which azure-ai-ml, too, warns of an upload. */
export const LARGE = 100 * 1024 * 1024

const SHOWN = 5

export const totalSize = (files: readonly FolderFile[]): number =>
  files.reduce((sum, { size }) => sum + size, 0)

/** The biggest entries of a folder, one a line: `data/: 1.5 GiB in 300 files`. */
export function biggestEntries(files: readonly FolderFile[]): string[] {
  const entries = new Map<string, FolderFile[]>()
  for (const file of files) {
    const [top = '', ...below] = file.relative.split('/')
    const entry = below.length > 0 ? `${top}/` : top
    const known = entries.get(entry)
    if (known) known.push(file)
    else entries.set(entry, [file])
  }
  const described = [...entries].map(([entry, inside]) => ({ entry, inside, bytes: totalSize(inside) }))
  return described
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, SHOWN)
    .map(({ entry, inside, bytes }) => `${entry}: ${readableBytes(bytes)}${inFiles(entry, inside)}`)
}

const inFiles = (entry: string, inside: readonly FolderFile[]): string =>
  entry.endsWith('/') ? ` in ${inside.length} file${inside.length === 1 ? '' : 's'}` : ''
