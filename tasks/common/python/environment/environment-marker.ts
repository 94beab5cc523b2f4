import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { thisTask, type Owner } from './owner.ts'

/** Lies in each environment that this task makes, from its first moment on, and says how far it is. */
export interface EnvironmentMarker {
  readonly state: 'making' | 'complete'
  readonly key: string
  /** Of the local packages that went into it; empty where there were none. */
  readonly sources: string
  /** Where it was made. */
  readonly directory: string
  /** Who makes it; undefined when it is made. */
  readonly maker: Owner | undefined
  /** Digest of the list of its files; empty as long as it is being made. */
  readonly files: string
  readonly installer: string
  /** Version of its Python. */
  readonly python: string
  /** `name==version` lines. */
  readonly packages: readonly string[]
  /** What does not fit together, one a line. */
  readonly problems: readonly string[]
}

export const makingMarker = (directory: string): EnvironmentMarker => ({
  state: 'making',
  key: '',
  sources: '',
  directory,
  maker: thisTask(),
  files: '',
  installer: '',
  python: '',
  packages: [],
  problems: [],
})

export const MARKER = 'mlops-environment.json'
const RETIRED = `${MARKER}.retired`

/** `foreign` is a folder with something in it that this task did not make, and must not touch. */
export type FolderState = 'absent' | 'foreign' | 'retired' | EnvironmentMarker

export function inspectFolder(directory: string): FolderState {
  if (existsSync(path.join(directory, MARKER))) return readMarker(path.join(directory, MARKER))
  if (existsSync(path.join(directory, RETIRED))) return 'retired'
  return existsSync(directory) && readdirSync(directory).length > 0 ? 'foreign' : 'absent'
}

/** A torn marker means a torn environment. */
function readMarker(file: string): EnvironmentMarker {
  const half = { ...makingMarker(''), maker: undefined }
  try {
    return { ...half, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<EnvironmentMarker>) }
  } catch (error) {
    if (error instanceof SyntaxError) return half
    throw error
  }
}

export async function writeMarker(directory: string, marker: EnvironmentMarker): Promise<void> {
  await mkdir(directory, { recursive: true })
  const file = path.join(directory, MARKER)
  await writeFile(`${file}.new`, JSON.stringify(marker, null, 2))
  await rename(`${file}.new`, file)
}

/** From here on nobody finds the environment any more; who uses it already does not notice. */
export const retire = (directory: string): Promise<void> =>
  rename(path.join(directory, MARKER), path.join(directory, RETIRED))

/** Empties an environment that is being made, all but its marker. */
export async function emptyEnvironment(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter(name => name !== MARKER)
  for (const name of names) await rm(path.join(directory, name), { recursive: true, force: true })
}
