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
  const text = readFileSync(file, 'utf8')
  return [text, ...includesOf(text).flatMap(name => included(file, name, seen))]
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

/** Makes the include in a line absolute, so that the line means the same in a file elsewhere. */
export function rooted(line: string, folder: string): string {
  const [name] = includesOf(line)
  return name === undefined ? line : line.replace(name, path.resolve(folder, name))
}
