import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A container's paths begin at its root, a process of this machine begins at the machine's: an absolute path that the
 * image holds is moved below the directory into which the image was unpacked. Lists as in PATH are moved part by part.
 */
export function mapPaths(root: string, value: string): string {
  if (existsInImage(root, value)) return join(root, value)
  if (!value.includes(':')) return value
  return value
    .split(':')
    .map(part => (existsInImage(root, part) ? join(root, part) : part))
    .join(':')
}

const existsInImage = (root: string, path: string): boolean =>
  path.startsWith('/') && path !== '/' && existsSync(join(root, path))
