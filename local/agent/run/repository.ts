import { execFileSync } from 'node:child_process'
import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { BuildFacts } from '../job/predefined.ts'

export type SourceFacts = Omit<BuildFacts, 'id' | 'number'>

export interface Repository {
  root: string
  facts: SourceFacts
}

const noCommit = '0'.repeat(40)

/** The repository that holds a pipeline file; without git, the folder of the file is taken for one. */
export function readRepository(file: string): Repository {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(`There is no pipeline file ${resolve(file)}. Check the path, seen from ${process.cwd()}.`)
  }
  const folder = dirname(realpathSync(resolve(file)))
  const root = git(folder, 'rev-parse', '--show-toplevel') ?? folder
  const author = git(root, 'log', '-1', '--format=%an') ?? ''
  const branch = git(root, 'symbolic-ref', '--quiet', 'HEAD') ?? 'refs/heads/main'
  return {
    root,
    facts: {
      sourceVersion: git(root, 'rev-parse', '--verify', '--quiet', 'HEAD') ?? noCommit,
      sourceBranch: branch,
      sourceVersionMessage: git(root, 'log', '-1', '--format=%s') ?? '',
      sourceVersionAuthor: author,
      requestedFor: author === '' ? 'local' : author,
      repositoryName: basename(root),
      repositoryUri: pathToFileURL(root).href,
    },
  }
}

/** Undefined where git does not know: no repository, no commit, a detached head, or no git at all. */
function git(folder: string, ...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}
