import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

let known: Promise<'overlay' | 'vfs'> | undefined

/**
 * How Buildah keeps layers here: `overlay` where the machine can mount one, which Buildah tries when it starts; `vfs`, which
 * copies everything for each instruction, works everywhere else, as inside of a container.
 */
export const storageDriver = (): Promise<'overlay' | 'vfs'> => (known ??= find())

async function find(): Promise<'overlay' | 'vfs'> {
  try {
    await promisify(execFile)('buildah', ['--storage-driver', 'overlay', 'info'])
    return 'overlay'
  } catch {
    return 'vfs' // whatever is wrong with Buildah itself shows with the first command that uses it
  }
}
