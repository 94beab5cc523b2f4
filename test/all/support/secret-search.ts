import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** A secret as text, in a URL, in JSON, and in Base64 wherever in the encoded text it begins. */
export function encodings(secret: string): string[] {
  const base64 = [0, 1, 2].map(offset => {
    const encoded = Buffer.from('x'.repeat(offset) + secret).toString('base64url')
    const whole = Math.floor(((offset + secret.length) * 8) / 6)
    return encoded.slice(offset === 0 ? 0 : offset + 1, whole)
  })
  const standard = base64.map(text => text.replaceAll('-', '+').replaceAll('_', '/'))
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      ...base64,
      ...standard,
    ]),
  ]
}

/** The encodings of secrets that a text has; for a message of a test. */
export const found = (text: string | Buffer, secrets: readonly string[]): string[] =>
  secrets.flatMap(encodings).filter(form => text.includes(form))

/** The names of files below a folder that hold a secret; gzipped ones are looked into. */
export function filesWith(folder: string, secrets: readonly string[]): string[] {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter(entry => entry.isFile())
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(file => found(contentOf(file), secrets).length > 0)
}

function contentOf(file: string): Buffer {
  const bytes = readFileSync(file)
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
}
