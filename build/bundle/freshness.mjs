import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
const stamp = path.join(root, 'dist/meta/sources.sha256')
const sources = ['tasks', 'build/bundle', 'build/checks', 'package.json', 'package-lock.json']

/** Whether dist/tasks was made from exactly the sources that are here now. */
export function isFresh() {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hashOfSources()
}

export function markFresh(hash) {
  fs.mkdirSync(path.dirname(stamp), { recursive: true })
  fs.writeFileSync(stamp, hash)
}

export function hashOfSources() {
  const hash = createHash('sha256')
  for (const file of sources.flatMap(files).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(fs.readFileSync(path.join(root, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

function files(relative) {
  const absolute = path.join(root, relative)
  if (fs.statSync(absolute).isFile()) return [relative]
  return fs
    .readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)))
}
