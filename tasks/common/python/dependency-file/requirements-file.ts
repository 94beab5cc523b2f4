import { existsSync, readFileSync, statSync } from 'node:fs'
import * as path from 'node:path'
import { DependencyFileError, emptyRequest, type DependencyRequest } from './dependency-request.ts'

/** A pip requirements file. The installer reads it; here only its contents are collected, includes and all. */
export function readRequirementsFile(file: string): DependencyRequest {
  const texts = contentsOf(file)
  return { ...emptyRequest, files: [file], texts, contents: texts }
}

/** The text of a requirements file and of all that it includes by `-r` and `-c`, each once, in reading order. */
export function contentsOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  const text = textOf(readFileSync(file))
  return [text, ...includesOf(text).flatMap(name => included(file, name, seen))]
}

/** UTF-8, or UTF-16 where a byte order mark says so, as PowerShell writes it and both installers read it. */
function textOf(content: Buffer): string {
  const mark = content.subarray(0, 2).toString('hex')
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(content)
}

function included(from: string, name: string, seen: Set<string>): string[] {
  const file = path.resolve(path.dirname(from), name)
  if (existsSync(file) && statSync(file).isFile()) return contentsOf(file, seen)
  throw new DependencyFileError(
    `${path.basename(from)} includes ${name}, and there is no ${file}; paths are relative to the including file.`,
  )
}

const includePattern =
  /^\s*(?:-r|--requirement|-c|--constraint)(?:\s*=\s*|\s+|(?<=-[rc]))(\S.*?)\s*(?:\s#.*)?$/

/** Files that the lines name by `-r` or `-c`; URLs are the installer's business. */
export const includesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .flatMap(line => includePattern.exec(line)?.[1] ?? [])
    .filter(name => !/^[a-z]+:\/\//i.test(name))

/** A line that stands in no file of its own, as any file may hold it, with the texts that it includes. */
export function readLine(line: string, folder: string): { requirement: string; texts: string[] } {
  const requirement = rooted(line, folder)
  const files = includesOf(requirement)
  const gone = files.find(file => !existsSync(file) || !statSync(file).isFile())
  if (gone !== undefined) throw new DependencyFileError(`"${line}" names ${gone}, which does not exist.`)
  return { requirement, texts: files.flatMap(file => contentsOf(file)) }
}

/** Makes the include or the folder in a line absolute, so that the line means the same in a file elsewhere. */
export function rooted(line: string, folder: string): string {
  const links = /^(?:-f|--find-links)(?:\s*=\s*|\s+)(\S+)$/.exec(line)?.[1]
  const [name = links] = includesOf(line)
  if (name === undefined || /^[a-z]+:\/\//i.test(name)) return line
  return line.replace(name, () => path.resolve(folder, name))
}
