import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import ignore from 'ignore'

export interface IgnoreRules {
  /** The file the rules come from; undefined where the folder has none. */
  readonly source: string | undefined
  /** `relative` has forward slashes and begins with `../` for what a link brings in from outside. */
  excludes(relative: string): boolean
}

export const NO_RULES: IgnoreRules = { source: undefined, excludes: () => false }

/**
 * The ignore rules of a folder as azure-ai-ml 1.35 applies them: `.amlignore` at its root, else `.gitignore` there,
 * never both and none further down. The last pattern that matches decides, and unlike git's an exception holds below a
 * folder that is left out. A single file has no rules.
 */
export async function readIgnoreRules(folder: string): Promise<IgnoreRules> {
  for (const source of ['.amlignore', '.gitignore']) {
    const text = await readIfThere(path.join(folder, source))
    if (text !== undefined) return { source, excludes: lastMatch(text) }
  }
  return NO_RULES
}

function lastMatch(text: string): (relative: string) => boolean {
  const patterns = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => ({ excludes: !line.startsWith('!'), matcher: matcherOf(line.replace(/^!/, '')) }))
  return relative => patterns.findLast(({ matcher }) => matcher.ignores(relative))?.excludes ?? false
}

/** The client takes `^` in brackets to the letter; only `!` negates. */
const matcherOf = (pattern: string): ReturnType<typeof ignore> =>
  ignore({ ignorecase: false, allowRelativePaths: true }).add(pattern.replace(/\[\^/g, '[\\^'))

const NOT_THERE = ['ENOENT', 'ENOTDIR']

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await fs.readFile(file, 'utf8')
  } catch (error) {
    if (NOT_THERE.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
