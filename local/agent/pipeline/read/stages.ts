import { implicitStageName, type Located, type Stage } from '../model.ts'
import { PipelineError } from '../position.ts'
import type { Cursor } from '../templates/cursor.ts'
import { includeTemplates } from '../templates/include.ts'
import { readFields, type Fields } from './fields.ts'
import { readImplicitJob, readJobs, requireIdentifier } from './jobs.ts'
import { readVariables } from './variables.ts'

/** Understood, and without effect on a local run. */
const withoutEffect = ['pool', 'lockBehavior', 'isSkippable', 'templateContext', 'group']

export function readStages(list: Cursor, root: string): Stage[] {
  const stages: Stage[] = []
  for (const item of includeTemplates(list.items('"stages"'), 'stages', root)) {
    stages.push(readStage(item, stages.at(-1), root))
  }
  refuseDuplicates(stages)
  return stages
}

function readStage(item: Cursor, previous: Stage | undefined, root: string): Stage {
  const known = ['stage', 'displayName', 'dependsOn', 'condition', 'variables', 'jobs', ...withoutEffect]
  const all = readFields(item, 'a stage', known, {
    trigger: 'A local run starts every stage by itself; remove "trigger: manual".',
  })
  const name = all.text('stage')
  requireIdentifier(name, all)
  const { fields, variables } = readVariables(all, root)
  const jobs = fields.get('jobs')
  if (!jobs) throw new PipelineError(item.at, `The stage "${name}" has no jobs.`, 'Add "jobs:".')
  return {
    name,
    displayName: fields.optionalText('displayName') ?? name,
    dependsOn: fields.list('dependsOn') ?? previousStage(previous, item),
    condition: fields.located('condition'),
    variables,
    jobs: readJobs(jobs, root),
    at: item.at,
  }
}

function previousStage(previous: Stage | undefined, item: Cursor): Located[] {
  return previous ? [{ text: previous.name, at: item.at }] : []
}

/** The one stage of a file that has `jobs` or `steps` at its top. */
export function readImplicitStage(fields: Fields, root: string): Stage {
  const jobs = fields.get('jobs')
  return {
    name: implicitStageName,
    displayName: implicitStageName,
    dependsOn: [],
    condition: undefined,
    variables: [],
    jobs: jobs ? readJobs(jobs, root) : [readImplicitJob(fields, root)],
    at: fields.at,
  }
}

function refuseDuplicates(stages: readonly Stage[]): void {
  const seen = new Set<string>()
  for (const { name, at } of stages) {
    if (seen.has(name.toLowerCase()))
      throw new PipelineError(at, `There are two stages "${name}".`, 'Rename one.')
    seen.add(name.toLowerCase())
  }
}
