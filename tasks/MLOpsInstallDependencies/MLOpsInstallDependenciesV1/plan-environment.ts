import * as path from 'node:path'
import type { Host } from '../../common/host/host.ts'
import { digestOf, requirementText } from '../../common/python/dependency-file/dependency-request.ts'
import { sameLines, settingsInKey } from '../../common/python/environment/environment-key.ts'
import type { WantedEnvironment } from '../../common/python/environment/environment-look-up.ts'
import type { EnvironmentPlace } from '../../common/python/environment/environment-place.ts'
import { settingsFor } from '../../common/python/installer/install-settings.ts'
import type { Interpreter } from '../../common/python/interpreter/interpreter.ts'
import { digestOfSources } from '../../common/python/dependency-file/local-sources.ts'
import { words, type PipSettings } from '../../common/python/package-index/pip-settings.ts'
import type { InstallerChoice } from '../../common/python/installer/provide-installer.ts'
import { redactUrls, withoutLogins } from '../../common/text/redact-url.ts'
import { referencesIn, type References } from '../../common/python/dependency-file/requirement-references.ts'
import { UV_VERSION } from '../../common/python/installer/uv.ts'
import type { Inputs } from './inputs.ts'

export interface EnvironmentPlan extends WantedEnvironment {
  readonly inputs: Inputs
  readonly interpreter: Interpreter
  readonly settings: PipSettings
}

/** Decides where the environment is and what its key is made from. Writes nothing. */
export function planEnvironment(
  inputs: Inputs,
  interpreter: Interpreter,
  toolsDirectory: string,
): EnvironmentPlan {
  const { executable, version, abi, platform, implementation } = interpreter
  const { request, installer, environmentDirectory } = inputs
  const settings = settingsFor(interpreter, request)
  const folder = request.folder ?? process.cwd()
  const references = referencesIn(requirementText(request), folder)
  const key = digestOf([
    ...[implementation, version, abi, platform, executable, installer],
    ...request.contents.map(text => sameLines(withoutLogins(text))),
    ...references.editable, // the environment points there, and other jobs have the same lines elsewhere
    ...settingsInKey(settings, process.env, installer === 'pip' ? 'pip' : 'uv', folder),
  ])
  const place: EnvironmentPlace =
    environmentDirectory === undefined
      ? { base: path.join(toolsDirectory, 'mlops-environments', key), kind: 'tool cache', toolsDirectory }
      : { base: environmentDirectory, kind: 'folder of the user', toolsDirectory }
  return { inputs, interpreter, settings, key, place, ...sourcesOf(references, settings) }
}

/** What may change although the words stay, looked at once. */
function sourcesOf(
  { local, moving }: References,
  settings: PipSettings,
): Pick<WantedEnvironment, 'sources' | 'moving'> {
  const [first] = [...moving, ...words(settings, 'constraint').filter(name => /^https?:/i.test(name))]
  if (first !== undefined) return { sources: undefined, moving: redactUrls(first) }
  if (local.length === 0) return { sources: '', moving: undefined }
  return { sources: digestOfSources(local), moving: `The local package ${local[0]} is large and` }
}

export function printPlan({ inputs, interpreter, settings, place }: EnvironmentPlan, host: Host): void {
  const { request, dependencyFile, packages } = inputs
  const lines = [
    `Python:      ${interpreter.version} from ${interpreter.origin} (${interpreter.executable})`,
    `Installer:   ${installerText[inputs.installer]}`,
    ...(dependencyFile ? [`File:        ${dependencyFile}`] : []),
    ...(packages.length > 0 ? [`Packages:    ${packages.length} from the form`] : []),
    ...(settings['index-url'] ? [`Index:       ${redactUrls(settings['index-url'])}`] : []),
    `Environment: ${place.base}`,
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
