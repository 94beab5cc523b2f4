import * as path from 'node:path'
import type { Host } from '../../common/host/host.ts'
import { digestOf, isReusable } from '../../common/python/dependency-request.ts'
import type { WantedEnvironment } from '../../common/python/environment-store.ts'
import type { Interpreter } from '../../common/python/interpreter.ts'
import type { InstallerChoice } from '../../common/python/provide-installer.ts'
import { UV_VERSION } from '../../common/python/uv.ts'
import type { Inputs } from './inputs.ts'

export interface EnvironmentPlan extends WantedEnvironment {
  readonly inputs: Inputs
  readonly interpreter: Interpreter
}

/** Decides where the environment is and what its key is made from. Touches nothing. */
export function planEnvironment(
  inputs: Inputs,
  interpreter: Interpreter,
  toolsDirectory: string,
): EnvironmentPlan {
  const { executable, version, abi, platform, implementation } = interpreter
  const key = digestOf([
    ...[implementation, version, abi, platform, executable, inputs.installer],
    ...inputs.request.contents,
  ])
  const cached = path.join(toolsDirectory, 'mlops-environments', key)
  const directory = inputs.environmentDirectory ?? cached
  return { inputs, interpreter, key, directory, reusable: isReusable(inputs.request) }
}

export function printPlan({ inputs, interpreter, directory }: EnvironmentPlan, host: Host): void {
  const { request, dependencyFile, packages } = inputs
  const lines = [
    `Python:      ${interpreter.version} from ${interpreter.origin} (${interpreter.executable})`,
    `Installer:   ${installerText[inputs.installer]}`,
    ...(dependencyFile ? [`File:        ${dependencyFile}`] : []),
    ...(packages.length > 0 ? [`Packages:    ${packages.length} from the form`] : []),
    `Environment: ${directory}`,
    ...request.notes,
  ]
  host.log.section('Plan')
  for (const line of lines) host.log.info(line)
}

const installerText: Readonly<Record<InstallerChoice, string>> = {
  auto: `uv ${UV_VERSION}, or pip where uv cannot be had`,
  uv: `uv ${UV_VERSION}`,
  pip: 'pip',
}
