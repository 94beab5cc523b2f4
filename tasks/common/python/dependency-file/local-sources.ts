import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import * as path from 'node:path'

/** More than a package is likely to have, and read within the second that a look-up may take. */
const MOST_BYTES = 64 * 1024 * 1024
const MOST_FILES = 10_000

/** What repositories, tools and builds write beside the sources of a package. */
const besides =
  /^(\.git|\.hg|\.svn|\.venv|\.tox|\.nox|\.mypy_cache|\.pytest_cache|\.ruff_cache|__pycache__|node_modules|.*\.egg-info|.*\.pyc)$/

/** A digest of local packages, folders and archives; undefined where they are too large to look at each time. */
export function digestOfSources(paths: readonly string[]): string | undefined {
  const hash = createHash('sha256')
  const left = { bytes: MOST_BYTES, files: MOST_FILES }
  for (const [file, name] of paths.flatMap(root => filesUnder(root, root, left))) {
    hash.update(`${name}\0`)
    if (--left.files < 0) return undefined
    const size = statSync(file, { throwIfNoEntry: false })?.size
    if (size === undefined) continue
    left.bytes -= size
    if (left.bytes < 0) return undefined
    hash.update(`${size}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

type Named = readonly [file: string, name: string]

/** Sorted; `name` is relative to the package. A link to a folder is not followed: it may lead round in a circle. */
function filesUnder(root: string, file: string, left: { readonly files: number }): Named[] {
  const name = path.relative(path.dirname(root), file).replaceAll('\\', '/')
  if (!statSync(file, { throwIfNoEntry: false })?.isDirectory()) return [[file, name]]
  const found: Named[] = []
  const entries = readdirSync(file, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries.filter(({ name }) => !besides.test(name) && !isBuilt(file, name))) {
    const child = path.join(file, entry.name)
    if (entry.isSymbolicLink() && statSync(child, { throwIfNoEntry: false })?.isDirectory()) continue
    found.push(...filesUnder(root, child, left))
    if (found.length > left.files) break
  }
  return found
}

/** setuptools builds in the folder of the sources. */
const isBuilt = (folder: string, name: string): boolean =>
  path.basename(folder) === 'build' && /^(lib|bdist)\b/.test(name)
