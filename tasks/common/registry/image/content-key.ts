import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { inOrder, modeOf, type ContextFile } from './context-file.ts'

/** What makes an image beside the files of its context. */
export interface Ingredients {
  /** Build arguments that change it. */
  readonly arguments?: Readonly<Record<string, string>>
  /** Names only: a password that was renewed makes no other image, and a key must not help to guess one. */
  readonly secretArguments?: readonly string[]
  /** Base images by digest, or by name where that is not known. */
  readonly bases?: readonly string[]
  /** As `linux/amd64`. */
  readonly platform?: string
}

/**
 * What an image is made of, as 24 hexadecimal digits: every file of its context by name, mode and bytes, the base images
 * and the build arguments. Two builds with one key make the same image but for its date, so the second need not be made.
 */
export async function contentKey(
  files: readonly ContextFile[],
  { arguments: given = {}, secretArguments = [], bases = [], platform = '' }: Ingredients = {},
): Promise<string> {
  const key = createHash('sha256')
  for (const file of inOrder(files)) {
    key.update(JSON.stringify([file.name, modeOf(file), await digestOf(file)]))
  }
  const named = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1))
  key.update(JSON.stringify([named, [...secretArguments].sort(), [...bases].sort(), platform]))
  return key.digest('hex').slice(0, 24)
}

async function digestOf({ content }: ContextFile): Promise<string> {
  const hash = createHash('sha256')
  if ('text' in content) return hash.update(content.text).digest('hex')
  for await (const chunk of createReadStream(content.file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
