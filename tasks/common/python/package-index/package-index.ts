import { existsSync, readFileSync } from 'node:fs'
import type { Machine } from '../interpreter/interpreter-candidates.ts'
import { pipFiles } from './pip-files.ts'

/** A package index and who named it. */
export interface ConfiguredIndex {
  readonly url: string
  /** `PIP_INDEX_URL`, or the configuration file of pip. */
  readonly origin: string
}

/** The package index of a machine without any Python: from the variables of uv and pip, else from pip's files. */
export function configuredIndex(
  machine: Pick<Machine, 'platform' | 'environment'>,
): ConfiguredIndex | undefined {
  const { environment } = machine
  for (const origin of ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'PIP_INDEX_URL']) {
    const url = environment[origin]?.trim().replace(/^[\w-]+=(?=[a-z]+:)/i, '') // uv allows name=URL
    if (url) return { url, origin }
  }
  const files = pipFiles(machine)
    .filter(file => existsSync(file))
    .reverse()
  for (const section of ['install', 'global']) {
    for (const origin of files) {
      const url = indexIn(readFileSync(origin, 'utf8'), section)
      if (url) return { url, origin }
    }
  }
  return undefined
}

/**
 * `index-url` of a section. Where there is a Python, its configparser reads these files, as pip does; here there is
 * none, and the INI libraries of npm know another language: no colons, no values over several lines.
 */
function indexIn(text: string, section: string): string | undefined {
  let inside = false
  for (const line of text.split(/\r?\n/)) {
    const [, title] = /^\[([^\]]+)\]/.exec(line) ?? []
    if (title !== undefined) inside = title === section
    const [, url] = /^index[-_]url\s*[=:]\s*(\S+)/i.exec(line) ?? []
    if (inside && url !== undefined) return url
  }
  return undefined
}
