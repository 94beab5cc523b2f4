import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Watchdog } from '../processes/watchdog.ts'
import { type CommandOptions, runCommand } from './command.ts'
import { readPipConfiguration, uvIndexVariables } from './package-index.ts'
import { EnvironmentError, type EnvironmentPlan } from './plan.ts'
import { choosePython } from './python.ts'
import { ensureUv, programDirectory, type UvTool, userCacheDirectory } from './tool.ts'

/** Written last, so a build that was cut short leaves none and is made again. */
export const completionMark = 'environment.json'

/** Makes the virtual environment of a plan in `home`, from nothing. */
export async function buildEnvironment(
  plan: EnvironmentPlan,
  home: string,
  onLine: (line: string) => void,
  { toolDirectory, watchdog, signal, variables = {}, relocatable = false }: EnvironmentTools,
): Promise<void> {
  await rm(home, { recursive: true, force: true })
  await mkdir(home, { recursive: true })
  plan.notes.forEach(onLine)
  const tool = await ensureUv(toolDirectory, watchdog)
  const environment = { ...(await uvEnvironment(tool, watchdog, home)), ...variables }
  const options: CommandOptions = { environment, watchdog, cwd: home, onLine, ...(signal && { signal }) }
  const python = await choosePython(tool.uv, plan.python, { ...options, onLine: () => {} })
  await makeVirtualEnvironment(tool.uv, python, plan, { ...options, relocatable })
  if (plan.requirements.length > 0) await installRequirements(tool.uv, plan, home, options)
  await writeFile(join(home, completionMark), JSON.stringify(plan, null, 2))
  onLine('The environment is ready.')
}

export interface EnvironmentTools {
  toolDirectory: string
  watchdog: Watchdog
  /** Aborting ends uv. */
  signal?: AbortSignal
  /** What uv is told beside this machine's own settings. */
  variables?: Record<string, string>
  /** True: its programs work wherever it is moved to. */
  relocatable?: boolean
}

async function makeVirtualEnvironment(
  uv: string,
  python: string,
  plan: EnvironmentPlan,
  options: CommandOptions & { relocatable: boolean },
) {
  const kind = options.relocatable ? ['--relocatable'] : []
  const args = ['venv', '--no-config', '--allow-existing', ...kind, '--python', python, '.']
  const { exitCode } = await runCommand(uv, args, options)
  if (exitCode === 0) return
  throw new EnvironmentError(
    `The environment asks for Python ${plan.python}; this machine does not have it, and it could not be downloaded from UV_PYTHON_INSTALL_MIRROR either. uv says why above.`,
  )
}

async function installRequirements(uv: string, plan: EnvironmentPlan, home: string, options: CommandOptions) {
  const file = join(home, 'requirements.txt')
  await writeFile(file, plan.requirements.join('\n') + '\n')
  options.onLine?.(`Installing: ${plan.requirements.join(', ')}`)
  const python = join(programDirectory(home), 'python')
  const args = ['pip', 'install', '--no-config', '--no-progress', '--python', python, '-r', file]
  const { exitCode, stderr } = await runCommand(uv, args, options)
  if (exitCode === 0) return
  throw new EnvironmentError(
    `The packages of the environment could not be installed. Conda packages are taken from PyPI by the same name; correct what uv names, or move it to the pip section.\n${stderr.trim()}`,
  )
}

/** The machine's variables, uv's cache in the user's cache, and pip's index settings in uv's words. */
async function uvEnvironment(tool: UvTool, watchdog: Watchdog, cwd: string): Promise<NodeJS.ProcessEnv> {
  const machine = withoutActivation(process.env)
  const listing = await runCommand(tool.python, ['-m', 'pip', 'config', 'list'], {
    environment: machine,
    watchdog,
    cwd,
  })
  if (listing.exitCode !== 0)
    throw new EnvironmentError(`pip's index settings cannot be read: ${listing.stderr.trim()}`)
  return {
    UV_CACHE_DIR: join(userCacheDirectory(), 'uv'),
    UV_PYTHON_DOWNLOADS: machine['UV_PYTHON_INSTALL_MIRROR'] ? 'automatic' : 'never',
    ...machine,
    ...uvIndexVariables(readPipConfiguration(listing.stdout), machine),
    NO_COLOR: '1',
  }
}

/** An environment that happens to be active must not be taken for the machine's Python. */
function withoutActivation(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const {
    VIRTUAL_ENV: _activated,
    CONDA_PREFIX: _prefix,
    PYTHONHOME: _home,
    PYTHONPATH: _path,
    AZURITE_ACCOUNTS: _storageKey,
    ...rest
  } = environment
  return rest
}
