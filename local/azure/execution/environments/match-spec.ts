import { EnvironmentError } from './plan.ts'

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

export interface CondaRequirement {
  name: string
  /** PEP 440 specifiers, empty for any version. */
  specifier: string
}

/**
 * Reads a conda match specification as the PyPI requirement of the same name: conda's fuzzy `numpy=1.26` is `numpy==1.26.*`.
 * A channel prefix is dropped, a build string has no counterpart and is refused.
 *
 * @see https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
 */
export function readMatchSpec(text: string): CondaRequirement {
  const spec = text.trim().replace(/^[^\s=<>!~]+::/, '')
  if (spec.includes('[')) throw unreadable(text, 'the bracket form is not supported')
  const [, name = '', rest = ''] = /^([^\s=<>!~]+)\s*(.*)$/.exec(spec) ?? []
  if (!namePattern.test(name)) throw unreadable(text, 'it does not begin with a package name')
  return { name: name.toLowerCase(), specifier: readVersion(rest.trim(), text) }
}

function readVersion(version: string, text: string): string {
  if (version === '' || version === '*') return ''
  if (version.includes('|')) throw unreadable(text, 'alternatives ("|") have no counterpart on PyPI')
  if (/^[<>!~]|^==?[^=]*,/.test(version))
    return version
      .split(',')
      .map(part => readRelation(part.trim()))
      .join(',')
  const [, equals = '', number = '', build] = /^(==?)?\s*([^\s=]+)(?:[\s=]+(\S+))?$/.exec(version) ?? []
  if (number === '') throw unreadable(text, 'its version cannot be read')
  if (build && build !== '*')
    throw unreadable(text, `the build string "${build}" exists only in conda channels`)
  return equals === '=' ? fuzzy(number) : `==${number}`
}

const readRelation = (part: string): string => (/^=[^=]/.test(part) ? fuzzy(part.slice(1)) : part)

const fuzzy = (version: string): string => `==${version.replace(/\.?\*$/, '')}.*`

const unreadable = (text: string, why: string): EnvironmentError =>
  new EnvironmentError(
    `The conda dependency "${text}" cannot be installed here: ${why}. Write it as name, name=version or name>=version, or move it to the pip section.`,
  )
