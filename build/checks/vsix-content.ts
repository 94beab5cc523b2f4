import fs from 'node:fs'
import path from 'node:path'
import type { ZipEntry } from '../package/zip.ts'

const MIB = 1024 * 1024
const largest = 4 * MIB
/** What the packaging tool adds: the package's own manifests. */
const envelope = ['[Content_Types].xml', 'extension.vsixmanifest', 'extension.vsomanifest']

/** Holds the finished VSIX against the folder it was made from: exactly these files, and small. */
export function checkVsix(vsix: string, entries: ZipEntry[], staged: string): string[] {
  const found = entries.map(entry => entry.name)
  const expected = [...envelope, ...filesUnder(staged).filter(file => file !== 'vss-extension.json')]
  const bytes = fs.statSync(vsix).size
  return [
    ...expected.filter(file => !found.includes(file)).map(file => `${file} is missing from the VSIX`),
    ...found.filter(file => !expected.includes(file)).map(file => `${file} does not belong in the VSIX`),
    ...found.filter(file => file.includes('node_modules')).map(file => `${file} is a package, not a bundle`),
    ...(bytes > largest
      ? [`the VSIX has ${(bytes / MIB).toFixed(1)} MiB, more than ${largest / MIB} MiB`]
      : []),
  ]
}

function filesUnder(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}
