import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { lock } from 'proper-lockfile'
import type { Watchdog } from '../processes/watchdog.ts'
import { runCommand } from './command.ts'
import { EnvironmentError } from './plan.ts'

/** The uv that local Azure builds environments with, as PyPI has it. */
export const uvVersion = '0.13.9'

/** Where tools and downloads outlive a state directory, so that the next state starts quickly. */
export function userCacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const base =
    environment['XDG_CACHE_HOME'] ??
    (process.platform === 'win32'
      ? environment['LOCALAPPDATA']
      : join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache'))
  return join(base ?? homedir(), 'mlops-azureml-pipelines')
}

/** Where a virtual environment keeps its programs. */
export const programDirectory = (environment: string): string =>
  join(environment, process.platform === 'win32' ? 'Scripts' : 'bin')

/** The tool environment's own Python; its pip knows the machine's index settings. */
export interface UvTool {
  uv: string
  python: string
}

/** Finds uv in the tool directory or installs it there with pip, once however many ask. */
export async function ensureUv(toolDirectory: string, watchdog: Watchdog): Promise<UvTool> {
  const home = join(toolDirectory, `uv-${uvVersion}`)
  const tool = { uv: join(programDirectory(home), 'uv'), python: join(programDirectory(home), 'python') }
  if (existsSync(tool.uv)) return tool
  await mkdir(dirname(home), { recursive: true })
  const release = await lock(home, {
    realpath: false,
    stale: 60_000,
    retries: { retries: 120, minTimeout: 250, maxTimeout: 1000 },
  })
  try {
    if (!existsSync(tool.uv)) await installUv(home, tool, watchdog)
    return tool
  } finally {
    await release()
  }
}

async function installUv(home: string, tool: UvTool, watchdog: Watchdog): Promise<void> {
  await rm(home, { recursive: true, force: true })
  const options = { environment: process.env, watchdog, cwd: dirname(home) }
  const base = process.platform === 'win32' ? 'python' : 'python3'
  const made = await runCommand(base, ['-m', 'venv', home], options)
  if (made.exitCode !== 0) throw installFailure(`"${base} -m venv" failed`, made.stderr || made.stdout)
  const installed = await runCommand(
    tool.python,
    ['-m', 'pip', 'install', '--quiet', `uv==${uvVersion}`],
    options,
  )
  if (installed.exitCode === 0) return
  await rm(home, { recursive: true, force: true })
  throw installFailure('pip could not install it', installed.stderr)
}

const installFailure = (why: string, said: string): EnvironmentError =>
  new EnvironmentError(
    `uv ${uvVersion}, which builds environments, cannot be had: ${why}. Install Python 3 with its venv module and check pip's index settings.\n${said.trim()}`,
  )
