import { existsSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import type { Machine } from './interpreter-candidates.ts'

/** A package index and who named it. */
export interface ConfiguredIndex {
  readonly url: string
  /** `PIP_INDEX_URL`, or the configuration file of pip. */
  readonly origin: string
}

type Place = Pick<Machine, 'platform' | 'environment'>

/** The package index of a machine on which pip cannot be asked: from the variables of uv and pip, else from pip's files. */
export function configuredIndex(machine: Place): ConfiguredIndex | undefined {
  const { environment } = machine
  for (const origin of ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'PIP_INDEX_URL']) {
    const url = environment[origin]?.trim().replace(/^[\w-]+=(?=[a-z]+:)/i, '') // uv allows name=URL
    if (url) return { url, origin }
  }
  for (const origin of pipFiles(machine).filter(file => existsSync(file))) {
    const url = indexIn(readFileSync(origin, 'utf8'))
    if (url) return { url, origin }
  }
  return undefined
}

/**
 * Where pip looks, the strongest first.
 *
 * @see https://pip.pypa.io/en/stable/topics/configuration/
 */
export function pipFiles({ platform, environment }: Place): string[] {
  const own = environment['PIP_CONFIG_FILE']
  const at = (folder: string | undefined, ...names: string[]): string[] =>
    folder ? [path.join(folder, ...names)] : []
  const { HOME, USERPROFILE, APPDATA, ProgramData, XDG_CONFIG_HOME } = environment
  const chosen = own ? [own] : []
  if (platform === 'win32')
    return [
      ...chosen,
      ...at(APPDATA, 'pip', 'pip.ini'),
      ...at(USERPROFILE, 'pip', 'pip.ini'),
      ...at(ProgramData, 'pip', 'pip.ini'),
    ]
  const mac = platform === 'darwin' ? at(HOME, 'Library', 'Application Support', 'pip', 'pip.conf') : []
  const global = platform === 'darwin' ? '/Library/Application Support/pip/pip.conf' : '/etc/xdg/pip/pip.conf'
  const user = XDG_CONFIG_HOME
    ? at(XDG_CONFIG_HOME, 'pip', 'pip.conf')
    : at(HOME, '.config', 'pip', 'pip.conf')
  return [...chosen, ...mac, ...user, ...at(HOME, '.pip', 'pip.conf'), '/etc/pip.conf', global]
}

/** `index-url` of [install], else of [global]. */
function indexIn(text: string): string | undefined {
  const sections = text.split(/^\s*\[/m).map(part => part.split(']'))
  const found = (name: string): string | undefined => {
    const body =
      sections
        .find(([title]) => title?.trim() === name)
        ?.slice(1)
        .join(']') ?? ''
    return /^[ \t]*index[-_]url[ \t]*[=:][ \t]*(\S+)/m.exec(body)?.[1]
  }
  return found('install') ?? found('global')
}
