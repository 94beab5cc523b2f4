import { minimatch } from 'minimatch'

/** The paths that match a list of patterns, one a line; later ones that begin with `!` take away again. */
export function matchPatterns(paths: readonly string[], patterns: string): string[] {
  const chosen = new Set<string>()
  for (const line of patterns.split(/\r?\n/)) {
    const pattern = line.trim()
    if (pattern === '' || pattern.startsWith('#')) continue
    const excludes = pattern.startsWith('!')
    const bare = excludes ? pattern.slice(1) : pattern
    for (const path of paths) {
      if (!minimatch(path.replaceAll('\\', '/'), bare, { dot: true, nocase: process.platform === 'win32' }))
        continue
      if (excludes) chosen.delete(path)
      else chosen.add(path)
    }
  }
  return [...chosen]
}
