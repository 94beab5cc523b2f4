import { satisfies, validRange } from '@renovatebot/pep440'

/** Which versions of Python will do. */
export interface VersionSpec {
  /** As the user wrote it. */
  readonly text: string
  /** PEP 440 specifiers, comma separated. */
  readonly specifier: string
}

/**
 * Reads `3.11`, `3.x`, `3.11.4`, `>=3.10 <3.13`, a pyproject's `>=3.10,<3.13` and conda's `=3.11`. A bare version with
 * fewer than three parts means all versions that begin so. Undefined for anything else.
 */
export function readVersionSpec(text: string): VersionSpec | undefined {
  const parts = text
    .trim()
    .replace(/([<>=!~])\s+/g, '$1')
    .split(/[\s,]+/)
    .filter(part => part !== '')
  if (parts.length === 0) return undefined
  const specifier = parts.map(readPart).join(',')
  return validRange(specifier) ? { text: text.trim(), specifier } : undefined
}

function readPart(part: string): string {
  const bare = /^(?:={1,2})?(\d+(?:\.(?:\d+|x|\*))*)$/i.exec(part)?.[1]
  if (bare === undefined) return part
  const numbers = bare.split('.').filter(number => /^\d+$/.test(number))
  return numbers.length >= 3 ? `==${numbers.join('.')}` : `==${numbers.join('.')}.*`
}

export const fits = (version: string, spec: VersionSpec | undefined): boolean =>
  spec === undefined || satisfies(version, spec.specifier)

/** Whether some version that begins with `prefix` (`3`, `3.12` or `3.12.1`) may fit, so that asking it is worth while. */
export function mayFit(prefix: string, spec: VersionSpec | undefined): boolean {
  const [major, minor, patch] = prefix.split('.')
  if (minor === undefined || patch !== undefined) return patch === undefined || fits(prefix, spec)
  return Array.from({ length: 50 }, (_, n) => `${major}.${minor}.${n}`).some(version => fits(version, spec))
}
