import { randomBytes, randomUUID } from 'node:crypto'

/** A lower-case GUID, as Azure writes them. */
export const newGuid = (): string => randomUUID()

/** Random lower-case hex of that many characters. */
export function newHex(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length)
}

/** ARM ids compare case-insensitively and tolerate doubled slashes; this is the form used as a key. */
export function armKey(id: string): string {
  return id
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '')
    .toLowerCase()
}

/**
 * The resource that a request path acts on: the path without a trailing collection or action name, e.g.
 * `.../workspaces/w/jobs` and `.../workspaces/w/listKeys` are over the scope `.../workspaces/w`.
 */
export function scopeOf(path: string): string {
  const at = path.toLowerCase().lastIndexOf('/providers/')
  const head = at < 0 ? '' : path.slice(0, at)
  const segments = path.slice(head.length).split('/').filter(Boolean)
  const ofProvider = at < 0 ? segments : segments.slice(2)
  const whole = ofProvider.length - (ofProvider.length % 2)
  if (at >= 0 && whole === 0) return head
  return `${head}/${segments.slice(0, segments.length - (ofProvider.length % 2)).join('/')}`
}
