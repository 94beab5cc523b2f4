import { withoutCounterpart } from './conda-names.ts'
import { DependencyFileError } from './dependency-request.ts'

/** One line of a conda file's dependencies, as PyPI would write it. */
export interface CondaPackage {
  readonly name: string
  /** PEP 440 specifiers; empty for any version. */
  readonly specifier: string
  /** What had to be left out: channel, build string. */
  readonly notes: readonly string[]
}

/**
 * Reads a conda match specification: `numpy`, `numpy=1.26` (all 1.26), `numpy==1.26.4`, `numpy=1.26.4=py311_0`,
 * `numpy 1.26.*`, `numpy>=1.24,<2`, `conda-forge::numpy`.
 *
 * @throws DependencyFileError for what PyPI has no word for
 * @see https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html
 */
export function readCondaPackage(text: string): CondaPackage {
  const [, channel, spec = ''] = /^(?:([^\s=<>!~]+)::)?(.*)$/.exec(text.trim()) ?? []
  const [, name = '', rest = ''] = /^([A-Za-z0-9_][\w.-]*)\s*(.*)$/.exec(spec) ?? []
  if (name === '') throw unusable(text, 'it does not begin with the name of a package.')
  if (rest.includes('[')) throw unusable(text, 'write the version without brackets.')
  if (rest.includes('|')) throw unusable(text, 'alternatives (|) have no counterpart on PyPI.')
  const obstacle = withoutCounterpart(name.toLowerCase())
  if (obstacle) throw unusable(text, obstacle)
  const { specifier, build } = readVersion(rest.trim(), text)
  return {
    name: name.toLowerCase(),
    specifier,
    notes: [
      ...(channel ? [`Channel ${channel} of ${name} is ignored: packages come from PyPI.`] : []),
      ...(build ? [`Build ${build} of ${name} is ignored: PyPI has no build strings.`] : []),
    ],
  }
}

function readVersion(rest: string, text: string): { specifier: string; build?: string } {
  if (rest === '' || rest === '*') return { specifier: '' }
  const exact = /^(={0,2})\s*(\*|\d[\w.*+!-]*?)(?:(?:=|\s+)([\w.*-]+))?$/.exec(rest)
  if (!exact) return { specifier: readRange(rest, text) }
  const [, equals = '', version = '', build] = exact
  const fuzzy = equals === '=' && build === undefined
  const specifier = version === '*' ? '' : fuzzy ? allOf(version) : `==${version}`
  return { specifier, ...(build && build !== '*' && { build }) }
}

function readRange(rest: string, text: string): string {
  const parts = rest.split(',').map(part => part.trim().replace(/\s+/g, ''))
  if (!parts.every(part => /^(>=|<=|>|<|!=|==|~=|=)?\d[\w.*+!-]*$/.test(part))) {
    throw unusable(text, 'its version cannot be read; write name, name=version or name>=version.')
  }
  return parts
    .map(part => (/^=\d/.test(part) ? allOf(part.slice(1)) : /^\d/.test(part) ? `==${part}` : part))
    .join(',')
}

const allOf = (version: string): string => `==${version.replace(/\.?\*$/, '')}.*`

const unusable = (text: string, why: string): DependencyFileError =>
  new DependencyFileError(`the conda package "${text}" cannot be installed: ${why}`)
