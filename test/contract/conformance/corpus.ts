import { existsSync, readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '../../conformance')
export const CORPUS = path.join(ROOT, 'corpus')

/** What was sent for one file: the size of each blob by its place, and each body by its method and path. */
export interface Recording {
  readonly uploads: Readonly<Record<string, number>>
  readonly sent: Readonly<Record<string, unknown>>
}

/** The folders of the corpus that hold no jobs. */
const SERVING = ['endpoint', 'deployment']

/** The files of the corpus: right in a folder of their type. What lies deeper belongs to one of them. */
export function corpusFiles(): string[] {
  const types = readdirSync(CORPUS)
  const files = types.flatMap(type => readdirSync(path.join(CORPUS, type)).map(name => `${type}/${name}`))
  return files.filter(file => file.endsWith('.yml')).sort()
}

export const isServing = (file: string): boolean => SERVING.includes(typeOf(file))
export const typeOf = (file: string): string => file.split('/')[0] ?? ''
export const servingFiles = (): string[] => corpusFiles().filter(isServing)

/** What the official client sent for the file. */
export const fixtureOf = (file: string): Recording =>
  JSON.parse(readFileSync(path.join(ROOT, 'fixtures', file.replace(/\.yml$/, '.json')), 'utf8')) as Recording

/** The lines of the `set.txt` that belongs to a file, as `--set` of the client takes them. */
export function overridesOf(file: string): string[] {
  const lines = path.join(CORPUS, file.replace(/\.yml$/, ''), 'set.txt')
  return existsSync(lines) ? readFileSync(lines, 'utf8').trim().split('\n') : []
}
