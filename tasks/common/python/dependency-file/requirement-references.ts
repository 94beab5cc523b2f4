import * as path from 'node:path'
import { fileURLToPath } from 'node:url'

/** What lines of a requirements file name beside packages of an index. */
export interface References {
  /** Absolute paths of folders and archives on this machine. */
  readonly local: readonly string[]
  /** Those of them that an environment points to, in the place of a copy. */
  readonly editable: readonly string[]
  /** What may be something else tomorrow under the same words: branches, tags, archives and files at a URL. */
  readonly moving: readonly string[]
}

/**
 * Finds them as pip does. A commit, a hash and a wheel at a URL, whose name carries its version, stand still. Relative
 * paths start from `folder`, the one where the installer works.
 *
 * @see https://pip.pypa.io/en/stable/reference/requirement-specifiers/
 */
export function referencesIn(text: string, folder: string): References {
  const targets = logicalLines(text).flatMap(line => targetOf(line) ?? [])
  const here = targets.filter(({ kind }) => kind === 'local')
  const pathOf = ({ text }: Target): string => absolute(text, folder)
  return {
    local: here.map(pathOf),
    editable: here.filter(({ editable }) => editable).map(pathOf),
    moving: targets.filter(target => target.kind !== 'local' && !standsStill(target)).map(({ text }) => text),
  }
}

interface Target {
  readonly kind: 'local' | 'repository' | 'url' | 'file of requirements'
  readonly text: string
  readonly editable: boolean
  readonly hasHash: boolean
}

/** Continued lines joined, comments and blank lines left out. */
export const logicalLines = (text: string): string[] =>
  text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map(line => line.replace(/(^|\s)#.*$/, '').trim())
    .filter(line => line !== '')

function targetOf(line: string): Target | undefined {
  const [, option, value = ''] = /^(-[a-zA-Z]|--[a-z-]+)(?:\s*=\s*|\s*)(.*)$/.exec(line) ?? []
  const editable = option === '-e' || option === '--editable'
  if (/^(-r|-c|--requirement|--constraint)$/.test(option ?? '')) {
    if (!isUrl(value)) return undefined
    return { kind: 'file of requirements', text: value, editable: false, hasHash: false }
  }
  if (option !== undefined && !editable) return undefined
  const hasHash = /\s--hash[= ]/.test(line)
  const whole = (editable ? value : line).replace(/\s(;|--).*$/, '').trim()
  const text = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(.+)$/.exec(whole)?.[1]?.trim() ?? whole
  if (/^(git|hg|svn|bzr)\+/i.test(text)) return { kind: 'repository', text, editable, hasHash }
  if (isUrl(text)) return { kind: 'url', text, editable, hasHash }
  const local = editable || text !== whole || looksLikePath(text)
  return local ? { kind: 'local', text, editable, hasHash } : undefined
}

const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !/^file:/i.test(text)

const looksLikePath = (text: string): boolean =>
  /^file:|^\.|[\\/]|\.(whl|zip|tgz|tbz|tar\.(gz|bz2|xz|lzma|Z))(\[|$)/i.test(text.replace(/\s*[;(].*$/, ''))

function standsStill({ kind, text, hasHash }: Target): boolean {
  if (kind === 'file of requirements') return false
  const address = text.replace(/^\w+\+/, '')
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  if (kind === 'repository') return /@([0-9a-f]{40}|[0-9a-f]{64})$/i.test(url.pathname)
  return hasHash || /sha(256|384|512)=/i.test(url.hash) || url.pathname.endsWith('.whl')
}

function absolute(text: string, folder: string): string {
  const bare = text.replace(/\[[^\]]*\]$/, '').replace(/#.*$/, '')
  if (/^file:\/\//i.test(bare)) return fileURLToPath(bare.replace(/^file:\/\/localhost\//i, 'file:///'))
  return path.resolve(folder, bare.replace(/^file:/i, ''))
}
