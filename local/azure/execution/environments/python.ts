import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type CommandOptions, runCommand } from './command.ts'
import { EnvironmentError } from './plan.ts'

interface FoundPython {
  version: string
  path: string
}

/**
 * The interpreter for a request such as `3.11`: one of the machine's, else the request itself when uv may download it
 * from UV_PYTHON_INSTALL_MIRROR.
 *
 * @throws EnvironmentError naming both when neither has it.
 */
export async function choosePython(uv: string, request: string, options: CommandOptions): Promise<string> {
  const [found] = (await listPythons(uv, [request], options)) ?? []
  if (found) return found.path
  const mirror = options.environment['UV_PYTHON_INSTALL_MIRROR']
  if (mirror) return request
  const all = (await listPythons(uv, [], options)) ?? []
  const versions = [...new Set(all.map(({ version }) => version))].join(', ') || 'none'
  throw new EnvironmentError(
    `The environment asks for Python ${request}. This machine does not have it (it has: ${versions}), and UV_PYTHON_INSTALL_MIRROR, from which it could be downloaded, is not set. Install that Python, set the variable, or ask for a Python that is there.`,
  )
}

/** Undefined when uv does not take the request for a version it knows how to handle. */
async function listPythons(
  uv: string,
  request: string[],
  options: CommandOptions,
): Promise<FoundPython[] | undefined> {
  const args = ['python', 'list', '--only-installed', '--output-format', 'json', '--no-config', ...request]
  const environment = withPyenv(options.environment)
  const { stdout, exitCode } = await runCommand(uv, args, { ...options, environment })
  return exitCode === 0 ? (JSON.parse(stdout) as FoundPython[]) : undefined
}

/** pyenv puts only the chosen versions on PATH; the others are installed all the same. */
function withPyenv(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const versions = join(environment['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions')
  if (!existsSync(versions)) return environment
  const directories = readdirSync(versions).map(version => join(versions, version, 'bin'))
  return { ...environment, PATH: [environment['PATH'], ...directories].filter(Boolean).join(delimiter) }
}
