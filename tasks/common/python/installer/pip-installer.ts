import { TaskError } from '../../errors.ts'
import type { Finished } from '../../host/process.ts'
import { explainInstallError, lastLines } from './explain-install-error.ts'
import { notElsewhere, pipVariables } from './install-settings.ts'
import { linesOf, type Installer } from './installer.ts'
import type { Interpreter } from '../interpreter/interpreter.ts'
import type { PipSettings } from '../package-index/pip-settings.ts'
import { withoutLogins } from '../../text/redact-url.ts'
import type { Toolchain } from './toolchain.ts'

/** pip as the installer: the one that the environment itself brings along. It reads its settings by itself. */
export function pipInstaller(interpreter: Interpreter, pip: PipSettings, tools: Toolchain): Installer {
  const environment = { ...notElsewhere, ...pipVariables(pip) }
  const run = (
    executable: string,
    args: readonly string[],
    print: boolean,
    cwd?: string,
  ): Promise<Finished> =>
    tools.run({ executable, arguments: ['-m', ...args], ...(cwd && { cwd }) }, pip, { print, environment })
  return {
    name: 'pip',
    async create({ directory }) {
      const { exitCode, output } = await run(interpreter.executable, ['venv', directory], false)
      if (exitCode !== 0) throw cannotCreate(interpreter, output)
    },
    async install({ python }, { files, folder }) {
      const wanted = files.flatMap(file => ['--requirement', file])
      if (wanted.length === 0) return
      const { exitCode, output } = await run(python, ['pip', 'install', ...wanted], true, folder)
      if (exitCode !== 0) throw explainInstallError('pip', output)
    },
    async list({ python }) {
      const { exitCode, stdout, output } = await run(python, ['pip', 'freeze'], false)
      if (exitCode !== 0) throw explainInstallError('pip', output)
      return linesOf(withoutLogins(stdout))
    },
    async check({ python }) {
      const { exitCode, output } = await run(python, ['pip', 'check'], false)
      return exitCode === 0 ? [] : linesOf(output)
    },
  }
}

const cannotCreate = (interpreter: Interpreter, output: string): TaskError =>
  new TaskError(
    `Python ${interpreter.version} (${interpreter.executable}) cannot make a virtual environment.`,
    {
      cause: 'The system package of this Python leaves venv or ensurepip out.',
      remedy:
        'Install it (Debian and Ubuntu: python3-venv), set the input installer to uv, or use another Python.',
      error: new Error(lastLines(output)),
    },
  )
