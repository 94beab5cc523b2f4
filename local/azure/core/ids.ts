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
