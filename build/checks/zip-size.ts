import fs from 'node:fs'
import path from 'node:path'
import { deflateRawSync } from 'node:zlib'

const KIB = 1024
const longest = 500 * KIB

/** Every job on a fresh agent downloads each task's zip, so its size is time that users wait. */
export function checkZipSize(folder: string, limit = longest): string[] {
  const bytes = zipSize(folder)
  if (bytes <= limit) return []
  return [`its zip would be ${Math.ceil(bytes / KIB)} KiB, more than ${Math.floor(limit / KIB)} KiB`]
}

/** Bytes of a zip of the folder: each entry deflated, with its two headers, and the end record. */
export function zipSize(folder: string): number {
  const names = fs.readdirSync(folder)
  const entries = names.map(name => deflateRawSync(fs.readFileSync(path.join(folder, name))).length)
  const headers = names.map(name => 30 + 46 + 2 * Buffer.byteLength(name))
  return [...entries, ...headers].reduce((sum, bytes) => sum + bytes, 22)
}
