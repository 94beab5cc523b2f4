import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { root } from '../../../build/layout.ts'

/** A language whose sentences hold sentences: a pipeline has nodes, one of which may be a pipeline. */
const RECURSIVE = ['tasks/common/specification/nodes/', 'tasks/common/specification/schema/']

/** Files that need each other, be it for a type only, can be read and moved only together. */
describe('The imports of the project', () => {
  it('lead in no circle', () => {
    const files = ['tasks', 'local', 'build'].flatMap(sourcesIn)
    const imports = new Map(files.map(file => [file, importsOf(file)]))
    const circles = files.flatMap(file => wayBack(file, imports) ?? [])
    assert.deepEqual(
      circles.filter(way => !RECURSIVE.some(folder => way.some(file => file.startsWith(folder)))),
      [],
    )
  })
})

function sourcesIn(folder: string): string[] {
  const names = fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
  return names.filter(name => name.endsWith('.ts')).map(name => path.posix.join(folder, name))
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(fs.readFileSync(path.join(root, file), 'utf8'))
  const names = importedFiles.map(({ fileName }) => fileName).filter(name => name.startsWith('.'))
  return names.map(name => path.posix.join(path.posix.dirname(file), name))
}

/** The shortest way from a file's imports back to it. */
function wayBack(file: string, imports: ReadonlyMap<string, readonly string[]>): string[][] | undefined {
  const ways: string[][] = (imports.get(file) ?? []).map(next => [file, next])
  const seen = new Set<string>()
  for (const way of ways) {
    const last = way.at(-1) ?? ''
    if (last === file) return [way]
    if (seen.has(last)) continue
    seen.add(last)
    ways.push(...(imports.get(last) ?? []).map(next => [...way, next]))
  }
  return undefined
}
