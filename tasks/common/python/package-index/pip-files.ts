import { existsSync } from 'node:fs'
import { devNull } from 'node:os'
import * as path from 'node:path'
import type { Machine } from '../interpreter/interpreter-candidates.ts'

type Place = Pick<Machine, 'platform' | 'environment'>
type Environment = Machine['environment']

/**
 * The configuration files of pip, there or not, the weakest first. That of the Python itself is not among them; it
 * comes before the one that PIP_CONFIG_FILE names, which is the last.
 *
 * @see https://pip.pypa.io/en/stable/topics/configuration/
 */
export function pipFiles({ platform, environment }: Place): string[] {
  const own = environment['PIP_CONFIG_FILE']
  if (own === devNull) return []
  const everywhere = machineFiles(platform, environment)
  if (own && existsSync(own)) return [...everywhere, own] // it takes the place of the user's
  return [...everywhere, ...userFiles(platform, environment), ...(own ? [own] : [])]
}

function machineFiles(platform: NodeJS.Platform, environment: Environment): string[] {
  if (platform === 'win32')
    return at(environment['ProgramData'] ?? environment['PROGRAMDATA'], 'pip', 'pip.ini')
  if (platform === 'darwin') return ['/Library/Application Support/pip/pip.conf']
  const shared = (environment['XDG_CONFIG_DIRS'] ?? '/etc/xdg').split(':').filter(folder => folder !== '')
  return [...shared.map(folder => path.join(folder, 'pip', 'pip.conf')), '/etc/pip.conf']
}

function userFiles(platform: NodeJS.Platform, environment: Environment): string[] {
  const { HOME, USERPROFILE, APPDATA, XDG_CONFIG_HOME } = environment
  if (platform === 'win32') return [...at(USERPROFILE, 'pip', 'pip.ini'), ...at(APPDATA, 'pip', 'pip.ini')]
  const legacy = at(HOME, '.pip', 'pip.conf')
  const support = platform === 'darwin' ? at(HOME, 'Library', 'Application Support', 'pip') : []
  if (support[0] !== undefined && existsSync(support[0])) return [...legacy, ...at(support[0], 'pip.conf')]
  const configuration =
    platform === 'darwin' || !XDG_CONFIG_HOME
      ? at(HOME, '.config', 'pip', 'pip.conf')
      : at(XDG_CONFIG_HOME, 'pip', 'pip.conf')
  return [...legacy, ...configuration]
}

const at = (folder: string | undefined, ...names: string[]): string[] =>
  folder ? [path.join(folder, ...names)] : []
