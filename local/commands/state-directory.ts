import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const name = 'mlops-azureml'
/** Marks a folder as a state of ours: only such a folder is ever deleted. */
const marker = '.mlops-azureml-state'

/** The folder that keeps local Azure and the agent between runs. */
export function stateDirectory(given: string | undefined): string {
  return given === undefined ? join(cacheDirectory(process.env), name) : resolve(given)
}

export function cacheDirectory(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string {
  const own = platform === 'win32' ? environment['LOCALAPPDATA'] : environment['XDG_CACHE_HOME']
  if (own !== undefined && own !== '') return own
  if (platform === 'win32') return join(homedir(), 'AppData', 'Local')
  return platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache')
}

/** Makes the folder, and marks it when it was empty. @throws when it holds something else */
export function openState(directory: string): void {
  mkdirSync(directory, { recursive: true })
  if (isState(directory)) return
  if (readdirSync(directory).length > 0) {
    throw new Error(
      `${directory} is not empty and was not made by a local run. Name another folder with --state.`,
    )
  }
  writeFileSync(
    join(directory, marker),
    'State of local runs. "npm run local -- reset" deletes this folder.\n',
  )
}

export function isState(directory: string): boolean {
  return existsSync(join(directory, marker))
}

/** Deletes the folder; the mark goes last, so that what was interrupted can be done again. */
export function deleteState(directory: string): void {
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }
  for (const entry of readdirSync(directory)) {
    if (entry !== marker) rmSync(join(directory, entry), options)
  }
  rmSync(directory, options)
}
