import { readFileSync } from 'node:fs'
import { parse, type TomlTable, type TomlValue } from 'smol-toml'
import { messageOf } from '../../errors.ts'
import { DependencyFileError, emptyRequest, type DependencyRequest } from './dependency-request.ts'
import { isTable, isTextList, lookUp, normal } from './pyproject-table.ts'
import { groupDependencies } from './pyproject-groups.ts'

/** What of a pyproject is wanted beside the dependencies of its project. */
export interface PyprojectSelection {
  readonly extras: readonly string[]
  /** Names of PEP 735 dependency groups. */
  readonly groups: readonly string[]
}

export const nothingMore: PyprojectSelection = { extras: [], groups: [] }

/**
 * A `pyproject.toml`: the dependencies of its project, not the project itself. They are read here, because pip can
 * take them from no file of this kind.
 *
 * @see https://packaging.python.org/en/latest/specifications/pyproject-toml/
 */
export function readPyprojectFile(file: string, selection = nothingMore): DependencyRequest {
  const text = readFileSync(file, 'utf8')
  const root = parseToml(text)
  const project = root['project']
  const groups = selection.groups.flatMap(group => groupDependencies(root, group))
  if (!isTable(project) && groups.length === 0) {
    throw new DependencyFileError('it has no [project] table, so it names no dependencies.')
  }
  const own = isTable(project) ? [...dependenciesOf(project), ...extrasOf(project, selection.extras)] : []
  const python = isTable(project) ? project['requires-python'] : undefined
  const requirements = [...new Set([...own, ...groups])]
  refuseSources(root, requirements)
  return {
    ...emptyRequest,
    python: typeof python === 'string' ? python : undefined,
    requirements,
    contents: [text, requirements.join('\n')],
    notes: ["Of pyproject.toml the project's dependencies are installed, not the project itself."],
  }
}

function parseToml(text: string): TomlTable {
  try {
    return parse(text)
  } catch (error) {
    throw new DependencyFileError(`it is no valid TOML: ${messageOf(error).trim()}`)
  }
}

function dependenciesOf(project: TomlTable): readonly string[] {
  refuseDynamic(project, 'dependencies')
  const dependencies = project['dependencies'] ?? []
  if (isTextList(dependencies)) return dependencies
  throw new DependencyFileError('[project] dependencies is not a list of texts.')
}

function extrasOf(project: TomlTable, extras: readonly string[]): string[] {
  if (extras.length === 0) return []
  refuseDynamic(project, 'optional-dependencies')
  const table = project['optional-dependencies']
  return extras.flatMap(extra => extraDependencies(project['name'], isTable(table) ? table : {}, extra, []))
}

/** An extra may ask for others of its own project: `all = ["mine[train,serve]"]`. */
function extraDependencies(
  project: TomlValue | undefined,
  table: TomlTable,
  extra: string,
  within: readonly string[],
): string[] {
  const lines = lookUp(table, extra)
  if (lines === undefined) {
    const known = Object.keys(table).join(', ') || 'none'
    throw new DependencyFileError(
      `it has no extra "${extra}" in [project.optional-dependencies]; it has: ${known}.`,
    )
  }
  if (!isTextList(lines)) throw new DependencyFileError(`its extra "${extra}" is not a list of texts.`)
  return lines.flatMap(line => {
    const [, name, others = ''] = /^([\w.-]+)\s*\[([^\]]*)\]\s*$/.exec(line.trim()) ?? []
    if (typeof project !== 'string' || name === undefined || !sameName(name, project)) return [line]
    const asked = others.split(',').map(other => other.trim())
    const fresh = asked.filter(other => !within.some(outer => sameName(outer, other)))
    return fresh.flatMap(other => extraDependencies(project, table, other, [...within, extra]))
  })
}

/** By its name alone such a package would come from an index, where it may be somebody else's. */
function refuseSources(root: TomlTable, requirements: readonly string[]): void {
  const uv = isTable(root['tool']) ? root['tool']['uv'] : undefined
  const sources = isTable(uv) ? uv['sources'] : undefined
  if (!isTable(sources)) return
  const asked = requirements.flatMap(line => /^[\w.-]+(?!.*@)/.exec(line)?.[0] ?? [])
  const names = [...new Set(asked.filter(name => lookUp(sources, name) !== undefined))]
  if (names.length === 0) return
  throw new DependencyFileError(
    `its [tool.uv.sources] say where ${names.join(', ')} come from, which only uv's own projects read; write the place ` +
      'into the requirement ("name @ URL"), or export a requirements file by "uv export" and name that.',
  )
}

function refuseDynamic(project: TomlTable, field: string): void {
  const dynamic = project['dynamic']
  if (!Array.isArray(dynamic) || !dynamic.includes(field)) return
  throw new DependencyFileError(
    `its ${field} are dynamic, so only a build of the project knows them; list them in [project], or name a requirements file.`,
  )
}

const sameName = (a: string, b: string): boolean => normal(a) === normal(b)
