import { existsSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { parse } from 'smol-toml'
import type { Machine } from '../interpreter/interpreter-candidates.ts'
import { isTable } from '../dependency-file/pyproject-table.ts'

type Environment = Machine['environment']

/**
 * The texts of the files that configure uv for work in `folder`: the one that is named, else the nearest of the
 * project, that of the user and that of the machine.
 *
 * @see https://docs.astral.sh/uv/concepts/configuration-files/
 */
export function uvConfiguration(environment: Environment, folder: string): string[] {
  const own = environment['UV_CONFIG_FILE']
  if (own) return textOf(path.resolve(own)) ?? [own]
  if (/^(1|true|yes|on|y|t)$/i.test(environment['UV_NO_CONFIG'] ?? '')) return []
  const machine = machineFiles(environment).find(file => existsSync(file))
  const files = [...userFiles(environment), ...(machine === undefined ? [] : [machine])]
  return [...ofProject(path.resolve(folder)), ...files.flatMap(file => textOf(file) ?? [])]
}

/** `uv.toml` of the folder or the nearest above it, or what a `pyproject.toml` there says to uv. */
function ofProject(folder: string): string[] {
  const found = textOf(path.join(folder, 'uv.toml')) ?? toolTable(path.join(folder, 'pyproject.toml'))
  if (found !== undefined) return found
  const above = path.dirname(folder)
  return above === folder ? [] : ofProject(above)
}

function toolTable(file: string): string[] | undefined {
  const [text] = textOf(file) ?? []
  if (text === undefined || !/\buv\b/.test(text)) return undefined
  try {
    const { tool } = parse(text)
    return isTable(tool) && tool['uv'] !== undefined ? [JSON.stringify(tool['uv'])] : undefined
  } catch {
    return [text] // uv will say what is wrong with it
  }
}

function userFiles({ APPDATA, XDG_CONFIG_HOME, HOME }: Environment): string[] {
  const home = XDG_CONFIG_HOME || (HOME && path.join(HOME, '.config'))
  return (process.platform === 'win32' ? [APPDATA] : [home]).flatMap(inUv)
}

/** The first that is there holds. */
function machineFiles({ SYSTEMDRIVE, XDG_CONFIG_DIRS }: Environment): string[] {
  if (process.platform === 'win32') return inUv(SYSTEMDRIVE && path.join(`${SYSTEMDRIVE}\\`, 'ProgramData'))
  return [...(XDG_CONFIG_DIRS || '/etc/xdg').split(':'), '/etc'].flatMap(inUv)
}

const inUv = (folder: string | undefined): string[] => (folder ? [path.join(folder, 'uv', 'uv.toml')] : [])

const textOf = (file: string): string[] | undefined =>
  existsSync(file) ? [readFileSync(file, 'utf8')] : undefined
