import type { Finished } from '../../host/process.ts'
import { explainInstallError, lastLines } from './explain-install-error.ts'
import { linesOf, type Installer } from './installer.ts'
import type { Interpreter } from '../interpreter/interpreter.ts'
import type { PipSettings } from '../package-index/pip-settings.ts'
import { withoutLogins } from '../../text/redact-url.ts'
import type { Toolchain } from './toolchain.ts'
import { uvArguments, uvVariables } from '../package-index/uv-settings.ts'

const VENV = ['--no-project', '--allow-existing', '--relocatable']

/** uv as the installer, told where pip would look. */
export function uvInstaller(
  uv: string,
  interpreter: Interpreter,
  pip: PipSettings,
  tools: Toolchain,
): Installer {
  const environment = uvVariables(pip, process.env)
  const run = (args: readonly string[], print: boolean, cwd?: string): Promise<Finished> =>
    tools.run({ executable: uv, arguments: args, ...(cwd && { cwd }) }, pip, { print, environment })
  const must = async (args: readonly string[], print: boolean, cwd?: string): Promise<Finished> => {
    const finished = await run(args, print, cwd)
    if (finished.exitCode === 0) return finished
    throw explainInstallError('uv', finished.output)
  }
  return {
    name: 'uv',
    async create({ directory }) {
      await must(['venv', ...VENV, '--python', interpreter.executable, directory], false)
    },
    async install({ python }, { files, folder, hashed, trustsCache }) {
      const options = [
        ...uvArguments(pip),
        ...(hashed ? ['--require-hashes'] : []),
        ...(trustsCache ? [] : ['--no-cache']),
      ]
      const wanted = files.flatMap(file => ['--requirements', file])
      if (wanted.length > 0)
        await must(['pip', 'install', '--python', python, ...options, ...wanted], true, folder)
    },
    async list({ python }) {
      return linesOf(withoutLogins((await must(['pip', 'freeze', '--python', python], false)).stdout))
    },
    async check({ python }) {
      const { exitCode, output } = await run(['pip', 'check', '--python', python], false)
      if (exitCode === 0) return []
      const problems = linesOf(output).filter(line => line.startsWith('The package'))
      return problems.length > 0 ? problems : linesOf(lastLines(output))
    },
  }
}
