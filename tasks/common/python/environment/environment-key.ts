import { existsSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import type { Machine } from '../interpreter/interpreter-candidates.ts'
import { words, type PipSettings } from '../package-index/pip-settings.ts'
import { withoutLogins } from '../../text/redact-url.ts'
import { uvConfiguration } from '../package-index/uv-files.ts'

/** Of pip's settings those that decide which packages come; the others decide how, or for whom. */
const decisive = [
  ...['index-url', 'extra-index-url', 'find-links', 'no-index', 'no-binary', 'only-binary', 'prefer-binary'],
  ...['pre', 'require-hashes', 'no-deps', 'ignore-requires-python', 'no-build-isolation', 'config-settings'],
  ...['global-option', 'uploaded-prior-to'],
]

/** The same of uv's variables. */
const decisiveForUv = [
  ...['DEFAULT_INDEX', 'INDEX_URL', 'INDEX', 'EXTRA_INDEX_URL', 'FIND_LINKS', 'INDEX_STRATEGY', 'PRERELEASE'],
  ...['RESOLUTION', 'FORK_STRATEGY', 'EXCLUDE_NEWER', 'REQUIRE_HASHES', 'NO_BUILD_ISOLATION', 'NO_SOURCES'],
  ...['TORCH_BACKEND', 'NO_EDITABLE', 'VENV_SEED'],
]

/**
 * What of a machine's settings makes another environment of the same dependency file: the indexes, the rules of
 * choice, and the text of the files that limit it or configure uv in the folder where it works. A login is taken out of every URL: it expires, and the packages
 * stay the same.
 */
export function settingsInKey(
  pip: PipSettings,
  environment: Machine['environment'],
  uses: 'uv' | 'pip',
  folder: string,
): string[] {
  const told = decisive.map(name => [name, words(pip, name).join(' ')] as const)
  const limits = ['constraint', 'build-constraint'].flatMap(name => textsOf(words(pip, name)))
  const ofPip = [...told.map(([name, value]) => (value === '' ? '' : `${name} ${value}`)), ...limits]
  const parts =
    uses === 'pip' ? ofPip : [...ofPip, ...ofUv(environment), ...uvConfiguration(environment, folder)]
  return parts.filter(part => part !== '').map(part => sameLines(withoutLogins(part)))
}

function ofUv(environment: Machine['environment']): string[] {
  const told = decisiveForUv.flatMap(name => {
    const value = environment[`UV_${name}`]
    return value ? [`UV_${name} ${value}`] : []
  })
  const limits = ['CONSTRAINT', 'BUILD_CONSTRAINT', 'OVERRIDE', 'EXCLUDE'].flatMap(name =>
    textsOf((environment[`UV_${name}`] ?? '').split(/\s+/)),
  )
  return [...told, ...limits]
}

/** The texts of files; of what cannot be read here, a URL or a file that is not there, the name. */
const textsOf = (files: readonly string[]): string[] =>
  files
    .filter(file => file !== '')
    .map(file => (existsSync(file) ? readFileSync(path.resolve(file), 'utf8') : file))

/** Git may check the same file out with other ends of lines on Windows. */
export const sameLines = (text: string): string => text.replaceAll('\r\n', '\n')
