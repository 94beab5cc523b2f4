import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { inOrder, modeOf, type ContextFile } from './context-file.ts'

/**
 * What an image is made of, as 24 hexadecimal digits: every file of its context by name, mode and bytes, and the build
 * arguments that change it. The base image stands in the Dockerfile, which is one of the files. Two builds with one key
 * make the same image but for its date, so the second need not be made.
 */
export async function contentKey(
  files: readonly ContextFile[],
  buildArguments: Readonly<Record<string, string>> = {},
): Promise<string> {
  const key = createHash('sha256')
  for (const file of inOrder(files)) {
    key.update(JSON.stringify([file.name, modeOf(file), await digestOf(file)]))
  }
  key.update(JSON.stringify(Object.entries(buildArguments).sort(([a], [b]) => (a < b ? -1 : 1))))
  return key.digest('hex').slice(0, 24)
}

async function digestOf({ content }: ContextFile): Promise<string> {
  const hash = createHash('sha256')
  if ('text' in content) return hash.update(content.text).digest('hex')
  for await (const chunk of createReadStream(content.file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
