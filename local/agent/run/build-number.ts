import { format } from 'date-fns'

import { expandMacros } from '../variables/macros.ts'

/** Number of the revision for a build number that is complete but for it; counts per text. */
export type Revision = (prefix: string) => number

/**
 * The build number of a `name:` format: `$(Date:yyyyMMdd)`, `$(Rev:r)` with leading zeros by the number of `r`,
 * and variables. A macro that is not known stays as it is.
 */
export function formatBuildNumber(
  pattern: string,
  now: Date,
  variables: (name: string) => string | undefined,
  revision: Revision,
): string {
  const known = expandMacros(pattern, name => {
    const date = /^Date:(.+)$/i.exec(name)?.[1]
    // .NET writes fractions of a second with f.
    return date === undefined ? variables(name) : format(now, date.replaceAll('f', 'S'))
  })
  const found = /\$\(Rev:([^r)]*)(r+)\)/i.exec(known)
  if (!found) return known
  const [macro, separator = '', digits = 'r'] = found
  const number = revision(known.replace(macro, '')).toString().padStart(digits.length, '0')
  return known.replace(macro, () => separator + number)
}
