import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { MARKER } from './environment-marker.ts'

const NAME = 'mlops-files.txt'

/** `<size> <path>` a line, of every file of an environment but compiled Python, which comes and goes. */
export async function writeManifest(directory: string): Promise<string> {
  const text = filesIn(directory)
    .map(file => `${lstatSync(path.join(directory, file)).size} ${file}\n`)
    .join('')
  await writeFile(path.join(directory, NAME), text)
  return digestOf(text)
}

/**
 * What of an environment is not as it was when it was made: a clause that names the first file that is missing or has
 * another size, or the package that somebody added. Looks at each file, which takes 5 ms a thousand; reads none.
 */
export function damageIn(directory: string, digest: string): string | undefined {
  const text = readText(path.join(directory, NAME))
  if (text === undefined || digestOf(text) !== digest) return `its list of files ${NAME} is not whole`
  const expected = new Map(text.split('\n').filter(Boolean).map(readLine))
  for (const [file, size] of expected) {
    const stats = lstatSync(path.join(directory, file), { throwIfNoEntry: false })
    if (stats === undefined) return `${file} is missing`
    if (stats.size !== size) return `${file} has ${stats.size} bytes instead of ${size}`
    if (stats.isSymbolicLink() && !existsSync(path.join(directory, file)))
      return `${file} is a link to nothing`
  }
  const known = new Set([...expected.keys()].flatMap(file => metadataIn(file) ?? []))
  const added = metadataFolders(directory, known).find(folder => !known.has(folder))
  return added && `${path.basename(added)} was added`
}

function readLine(line: string): [file: string, size: number] {
  const space = line.indexOf(' ')
  return [line.slice(space + 1), Number(line.slice(0, space))]
}

/** `lib/python3.12/site-packages/six-1.17.0.dist-info` of a file in it. */
const metadataIn = (file: string): string | undefined =>
  /^(.*\/site-packages\/[^/]+\.(?:dist-info|egg-info))(?:\/|$)/.exec(file)?.[1]

/** The metadata folders that lie now beside the known ones. */
function metadataFolders(directory: string, known: ReadonlySet<string>): string[] {
  const libraries = [...new Set([...known].map(folder => path.posix.dirname(folder)))]
  return libraries.flatMap(library =>
    readdirSync(path.join(directory, library))
      .filter(name => /\.(dist-info|egg-info)$/.test(name))
      .map(name => `${library}/${name}`),
  )
}

/** Relative, with slashes, sorted. */
function filesIn(directory: string, folder = ''): string[] {
  const entries = readdirSync(path.join(directory, folder), { withFileTypes: true })
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      if (folder === '' && (entry.name === NAME || entry.name.startsWith(MARKER))) return []
      if (entry.name === '__pycache__' || entry.name.endsWith('.pyc')) return []
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? filesIn(directory, name) : [name]
    })
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')
