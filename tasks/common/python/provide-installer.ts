import { TaskError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import type { Installer } from './installer.ts'
import type { Interpreter } from './interpreter.ts'
import { pipInstaller } from './pip-installer.ts'
import { readPipConfig, readPipVariables, type PipSettings } from './pip-settings.ts'
import { Toolchain } from './toolchain.ts'
import { uvInstaller } from './uv-installer.ts'
import { provideUv, withoutUv } from './uv.ts'

export const installers = ['auto', 'uv', 'pip'] as const
export type InstallerChoice = (typeof installers)[number]

export interface Installers {
  readonly installer: Installer
  /** What takes its place where a feed serves pip alone; undefined where the installer was chosen by name. */
  readonly other: Installer | undefined
}

/** The installer chosen; `auto` is uv where it can be had, else pip with a line that says why. */
export async function provideInstaller(
  choice: InstallerChoice,
  interpreter: Interpreter,
  toolsDirectory: string,
  host: Host,
  signal: AbortSignal,
): Promise<Installers> {
  const tools = new Toolchain(host, signal)
  const settings = await pipSettings(interpreter, tools)
  const pip = pipInstaller(interpreter, settings, tools)
  if (choice === 'pip') return { installer: pip, other: undefined }
  try {
    const uv = await provideUv(toolsDirectory, interpreter, host)
    const other = choice === 'auto' ? pip : undefined
    return { installer: uvInstaller(uv, interpreter, settings, tools), other }
  } catch (error) {
    if (choice === 'uv' || !(error instanceof TaskError)) throw error
    host.log.warning(withoutUv(error))
    return { installer: pip, other: undefined }
  }
}

async function pipSettings(interpreter: Interpreter, tools: Toolchain): Promise<PipSettings> {
  if (!interpreter.hasPip) return readPipVariables(process.env)
  const command = { executable: interpreter.executable, arguments: ['-m', 'pip', 'config', 'list'] }
  const { exitCode, stdout } = await tools.run(command)
  return exitCode === 0 ? readPipConfig(stdout) : readPipVariables(process.env)
}
