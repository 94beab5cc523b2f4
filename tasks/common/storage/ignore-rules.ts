import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import ignore from 'ignore'

export interface IgnoreRules {
  /** The file the rules come from; undefined where the folder has none. */
  readonly source: string | undefined
  excludes(relative: string): boolean
}

/**
 * The ignore rules of a folder as azure-ai-ml applies them: `.amlignore` at its root, else `.gitignore` there, never
 * both and none further down. The first pattern that matches decides (git would let the last one).
 */
export async function readIgnoreRules(folder: string): Promise<IgnoreRules> {
  for (const source of ['.amlignore', '.gitignore']) {
    const text = await readIfThere(path.join(folder, source))
    if (text !== undefined) return { source, excludes: firstMatch(text) }
  }
  return { source: undefined, excludes: () => false }
}

function firstMatch(text: string): (relative: string) => boolean {
  const patterns = text
    .split(/\r?\n/)
    .filter(line => line.trim() !== '' && !line.startsWith('#'))
    .map(line => ({ excludes: !line.startsWith('!'), matcher: ignore().add(line.replace(/^!/, '')) }))
  return relative => patterns.find(({ matcher }) => matcher.ignores(relative))?.excludes ?? false
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await fs.readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
