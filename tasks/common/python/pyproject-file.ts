import { readFileSync } from 'node:fs'
import { parse, type TomlTable, type TomlValue } from 'smol-toml'
import { messageOf } from '../errors.ts'
import { DependencyFileError, emptyRequest, type DependencyRequest } from './dependency-request.ts'

/**
 * A `pyproject.toml`: the dependencies of its project, not the project itself. They are read here, because pip can
 * take them from no file of this kind.
 */
export function readPyprojectFile(file: string): DependencyRequest {
  const text = readFileSync(file, 'utf8')
  const project = parseToml(text)['project']
  if (!isTable(project))
    throw new DependencyFileError('it has no [project] table, so it names no dependencies.')
  const python = project['requires-python']
  return {
    ...emptyRequest,
    python: typeof python === 'string' ? python : undefined,
    requirements: dependenciesOf(project),
    contents: [text],
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

function dependenciesOf(project: TomlTable): string[] {
  const dynamic = project['dynamic']
  if (Array.isArray(dynamic) && dynamic.includes('dependencies')) {
    throw new DependencyFileError(
      'its dependencies are dynamic, so only a build of the project knows them; list them in [project], or name a requirements file.',
    )
  }
  const dependencies = project['dependencies'] ?? []
  if (Array.isArray(dependencies) && dependencies.every(item => typeof item === 'string')) return dependencies
  throw new DependencyFileError('[project] dependencies is not a list of texts.')
}

const isTable = (value: TomlValue | undefined): value is TomlTable =>
  typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
