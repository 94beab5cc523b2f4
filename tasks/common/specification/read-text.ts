import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { TaskError } from '../errors.ts'

/** A file's text without its byte order mark. Anything but UTF-8 is refused, as by the official client. */
export function readText(file: string): string {
  const bytes = readBytes(file)
  if (!isUtf8(bytes)) throw notUtf8(file, bytes)
  return new TextDecoder().decode(bytes)
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new TaskError(`The file ${file} cannot be read.`, {
      remedy: 'Check its path and that this job checked the repository out.',
      error,
    })
  }
}

function notUtf8(file: string, bytes: Buffer): TaskError {
  const remedy = 'Save the file as UTF-8.'
  const name = path.basename(file)
  const mark = bytes.subarray(0, 2).toString('hex')
  if (mark === 'fffe' || mark === 'feff') return new TaskError(`${name} is UTF-16, not UTF-8.`, { remedy })
  const { line, column } = placeOfFirst(bytes)
  return new TaskError(`${name}:${line}:${column}: this character is not UTF-8.`, { remedy })
}

function placeOfFirst(bytes: Buffer): { line: number; column: number } {
  const lines = bytes.toString('latin1').split('\n')
  const at = lines.findIndex(line => !isUtf8(Buffer.from(line, 'latin1')))
  const text = Buffer.from(lines[at] ?? '', 'latin1').toString('utf8')
  return { line: at + 1, column: text.indexOf('\uFFFD') + 1 }
}
