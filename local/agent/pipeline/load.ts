import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

import type { Pipeline, Stage, VariableDeclaration } from './model.ts'
import { displayPath, PipelineError } from './position.ts'
import { checkDependencies } from './read/dependencies.ts'
import { readFields, type Fields } from './read/fields.ts'
import { readImplicitStage, readStages } from './read/stages.ts'
import { isReserved, readVariables } from './read/variables.ts'
import { Cursor } from './templates/cursor.ts'
import { bindParameters } from './templates/parameters.ts'
import type { TemplateScope } from './templates/scope.ts'
import { readTreeFile } from './tree.ts'
import { Dictionary } from './value.ts'

export interface LoadOptions {
  /** Root of the repository: templates outside it are refused. */
  root: string
  /** Values typed by the user; they replace root variables. */
  variables?: ReadonlyMap<string, string>
  /** Variables known when a run is queued, for `${{ variables['Build.Reason'] }}`. */
  predefined?: ReadonlyMap<string, string>
}

/** Understood, and without effect on a local run: it is started by hand, on this machine. */
const withoutEffect = ['trigger', 'pr', 'schedules', 'pool', 'lockBehavior', 'appendCommitMessageToRunName']

const refused = {
  extends: 'Include the template with "- template:" in place of it.',
  container: 'Local runs have no container jobs; remove the key.',
  services: 'Local runs have no service containers; start what is needed in a script.',
}

const jobKeys = ['strategy', 'continueOnError', 'timeoutInMinutes', 'cancelTimeoutInMinutes']

/** Reads a pipeline file with its templates. @throws PipelineError with file, line and column. */
export function loadPipeline(path: string, { root, variables, predefined }: LoadOptions): Pipeline {
  const absolute = resolve(path)
  const file = displayPath(absolute)
  if (!existsSync(absolute))
    throw new Error(`There is no pipeline file "${path}". Name an Azure Pipelines YAML file.`)
  const scope: TemplateScope = {
    path: absolute,
    parameters: new Dictionary([]),
    variables: new Map([...(predefined ?? []), ...(variables ?? [])]),
    locals: new Map(),
    includes: [absolute],
  }
  const tree = readTreeFile(absolute, file)
  const first = read(new Cursor(tree, scope))
  const parameters = bindParameters(first.get('parameters'), new Map(), first.keyAt('parameters'))
  const all = read(new Cursor(tree, { ...scope, parameters }))
  const typed = variables ?? new Map<string, string>()
  refuseReserved(typed)
  const lowerCase = new Map([...typed].map(([key, value]) => [key.toLowerCase(), value]))
  const { fields, variables: declared } = readVariables(all, root, lowerCase)
  const pipeline: Pipeline = {
    file,
    name: all.located('name') ?? { text: '$(Date:yyyyMMdd).$(Rev:r)', at: tree.at },
    variables: override(declared, typed, fields),
    stages: readBody(fields, root),
  }
  checkDependencies(pipeline)
  return pipeline
}

function read(cursor: Cursor): Fields {
  const known = [
    'name',
    'parameters',
    'variables',
    'resources',
    'stages',
    'jobs',
    'steps',
    ...jobKeys,
    ...withoutEffect,
  ]
  const fields = readFields(cursor, 'a pipeline', known, refused)
  const resources = fields.get('resources')
  if (resources && resources.entries('resources').length > 0) {
    throw new PipelineError(
      fields.keyAt('resources'),
      'Local runs have no resources.',
      'Remove them for local runs.',
    )
  }
  return fields
}

function readBody(fields: Fields, root: string): Stage[] {
  const bodies = ['stages', 'jobs', 'steps'].filter(key => fields.has(key))
  if (bodies.length !== 1) {
    throw new PipelineError(
      fields.at,
      `A pipeline has stages, jobs or steps; this has ${bodies.join(' and ') || 'none'}.`,
      '',
    )
  }
  const stages = fields.get('stages')
  return stages ? readStages(stages, root) : [readImplicitStage(fields, root)]
}

function refuseReserved(typed: ReadonlyMap<string, string>): void {
  const name = [...typed.keys()].find(isReserved)
  if (name === undefined) return
  throw new Error(
    `--var ${name}: names that begin with endpoint, input, secret, path or securefile belong to the agent. Choose another.`,
  )
}

function override(
  declared: readonly VariableDeclaration[],
  typed: ReadonlyMap<string, string>,
  { at }: Fields,
): VariableDeclaration[] {
  const names = new Set([...typed.keys()].map(name => name.toLowerCase()))
  const kept = declared.filter(({ name }) => !names.has(name.toLowerCase()))
  return [...kept, ...[...typed].map(([name, value]) => ({ name, value, readonly: false, at }))]
}
