import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import * as path from 'node:path'

/** Lies in each environment that this task makes, from its first moment on, and says how far it is. */
export interface EnvironmentMarker {
  readonly state: 'making' | 'complete'
  readonly key: string
  /** Where it was made; empty in a marker of an older version. */
  readonly directory: string
  readonly installer: string
  /** Version of its Python. */
  readonly python: string
  /** `name==version` lines. */
  readonly packages: readonly string[]
  /** What does not fit together, one a line. */
  readonly problems: readonly string[]
}

export const makingMarker = (key: string, directory: string): EnvironmentMarker => ({
  state: 'making',
  key,
  directory,
  installer: '',
  python: '',
  packages: [],
  problems: [],
})

const NAME = 'mlops-environment.json'

/** `foreign` is a folder with something in it that this task did not make, and must not touch. */
export type FolderState = 'absent' | 'foreign' | EnvironmentMarker

export function inspectFolder(directory: string): FolderState {
  const file = path.join(directory, NAME)
  if (existsSync(file)) return readMarker(file)
  return existsSync(directory) && readdirSync(directory).length > 0 ? 'foreign' : 'absent'
}

/** A torn marker means a torn environment. */
function readMarker(file: string): EnvironmentMarker {
  const half = makingMarker('', '')
  try {
    return { ...half, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<EnvironmentMarker>) }
  } catch (error) {
    if (error instanceof SyntaxError) return half
    throw error
  }
}

export async function writeMarker(directory: string, marker: EnvironmentMarker): Promise<void> {
  await mkdir(directory, { recursive: true })
  const file = path.join(directory, NAME)
  await writeFile(`${file}.new`, JSON.stringify(marker, null, 2))
  await rename(`${file}.new`, file)
}

/** Empties an environment that is being made, all but its marker. */
export async function emptyEnvironment(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter(name => name !== NAME)
  for (const name of names) await rm(path.join(directory, name), { recursive: true, force: true })
}
