import { TaskError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import type { EnvironmentPlace } from '../environment/environment-place.ts'
import type { Installer } from './installer.ts'
import type { Interpreter } from '../interpreter/interpreter.ts'
import { pipInstaller } from './pip-installer.ts'
import type { PipSettings } from '../package-index/pip-settings.ts'
import { Toolchain } from './toolchain.ts'
import { uvInstaller } from './uv-installer.ts'
import { withoutUvCounterpart } from '../package-index/uv-settings.ts'
import { provideUv, withoutUv } from './uv.ts'

export const installers = ['auto', 'uv', 'pip'] as const
export type InstallerChoice = (typeof installers)[number]

export interface Installers {
  readonly installer: Installer
  /** What takes its place where a feed serves pip alone; undefined where the installer was chosen by name. */
  readonly other: Installer | undefined
}

interface Use {
  readonly interpreter: Interpreter
  readonly settings: PipSettings
  readonly place: Pick<EnvironmentPlace, 'toolsDirectory'>
}

/** The installer chosen; `auto` is uv where it can be had and can do it, else pip with a line that says why. */
export async function provideInstaller(
  choice: InstallerChoice,
  { interpreter, settings, place }: Use,
  host: Host,
  signal: AbortSignal,
): Promise<Installers> {
  const tools = new Toolchain(host, signal)
  const pip = pipInstaller(interpreter, settings, tools)
  if (choice === 'pip' || takesPip(choice, interpreter, settings, host))
    return { installer: pip, other: undefined }
  try {
    const uv = await provideUv(place.toolsDirectory, interpreter, host)
    const other = choice === 'auto' ? pip : undefined
    return { installer: uvInstaller(uv, interpreter, settings, tools), other }
  } catch (error) {
    if (choice === 'uv' || !(error instanceof TaskError)) throw error
    host.log.warning(withoutUv(error))
    return { installer: pip, other: undefined }
  }
}

/** Whether pip must do it because of what pip was told; says so, and what is lost where it may not. */
function takesPip(
  choice: InstallerChoice,
  interpreter: Interpreter,
  settings: PipSettings,
  host: Host,
): boolean {
  const lost = withoutUvCounterpart(settings)
  if (lost.length === 0) return false
  const why = `uv has no counterpart for what pip is told by ${lost.join(', ')}`
  const can = choice === 'auto' && interpreter.hasVenv
  if (can) host.log.info(`${why}: pip is used.`)
  else host.log.warning(`${why}: uv installs without it.`)
  return can
}
