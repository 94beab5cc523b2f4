import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { BuildFailure, type BuildRequest } from './builder.ts'

/** @throws BuildFailure in docker's words when the context has no such Dockerfile */
export async function dockerfileText({
  context,
  dockerfile,
}: Pick<BuildRequest, 'context' | 'dockerfile'>): Promise<string> {
  const file = join(context, posix.normalize(`/${dockerfile}`))
  if (existsSync(file)) return readFile(file, 'utf8')
  throw new BuildFailure(
    `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${dockerfile}: no such file or directory`,
  )
}
