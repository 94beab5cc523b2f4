import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { relative, resolve } from 'node:path'

import { loadPipeline } from '../pipeline/load.ts'
import type { Pipeline } from '../pipeline/model.ts'
import { endOrphans } from '../process/orphans.ts'
import { hasSucceeded } from '../job/result.ts'
import { formatBuildNumber } from './build-number.ts'
import { BuildNumbers } from './numbers.ts'
import type { RunOptions } from './options.ts'
import { readRepository, type Repository } from './repository.ts'
import { loadLastRun, type RunState } from './state.ts'

export interface Begun {
  pipeline: Pipeline
  repository: Repository
  /** Made once everything else is known to be in order: only then is a build number used up. */
  open: () => Promise<RunState>
}

/** Reads the pipeline of a new build. */
export function beginBuild(options: RunOptions, now: Date): Begun {
  const repository = readRepository(options.file)
  const variables = options.variables ?? new Map<string, string>()
  const pipeline = load(options.file, repository, variables)
  const open = (): Promise<RunState> => {
    const numbers = new BuildNumbers(options.stateDirectory)
    return Promise.resolve(newState(options, pipeline, repository, numbers, now))
  }
  return { pipeline, repository, open }
}

function load(file: string, { root, facts }: Repository, variables: ReadonlyMap<string, string>): Pipeline {
  const predefined = new Map([
    ['Build.Reason', 'Manual'],
    ['Build.SourceBranch', facts.sourceBranch],
    ['Build.SourceBranchName', facts.sourceBranch.split('/').at(-1) ?? ''],
    ['Build.SourceVersion', facts.sourceVersion],
    ['Build.Repository.Name', facts.repositoryName],
    ['System.TeamProject', 'mlops'],
  ])
  return loadPipeline(file, { root, variables, predefined })
}

function newState(
  options: RunOptions,
  pipeline: Pipeline,
  { root, facts }: Repository,
  numbers: BuildNumbers,
  now: Date,
): RunState {
  const file = resolve(options.file)
  const name = definitionName(root, file)
  const definition = { id: numbers.definitionId(name), name }
  const id = numbers.nextBuildId()
  const known = new Map([
    ...pipeline.variables.map(({ name: key, value }): [string, string] => [key.toLowerCase(), value]),
    ['buildid', String(id)],
    ['build.buildid', String(id)],
    ['definitionname', name],
    ['build.definitionname', name],
    ['sourcebranchname', facts.sourceBranch.split('/').at(-1) ?? ''],
    ['build.sourcebranchname', facts.sourceBranch.split('/').at(-1) ?? ''],
    ['teamproject', 'mlops'],
  ])
  const number = formatBuildNumber(
    pipeline.name.text,
    now,
    key => known.get(key.toLowerCase()),
    prefix => numbers.nextRevision(`${definition.id}|${prefix}`),
  )
  return {
    build: { id, number, ...facts },
    definition,
    file,
    variables: Object.fromEntries(options.variables ?? []),
    planId: randomUUID(),
    timelineId: randomUUID(),
    attempt: 1,
    startedAt: now.toISOString(),
    finishedAt: undefined,
    result: undefined,
    outputDirectory: resolve(options.outputDirectory ?? `out/${fileSafe(number)}`),
    hasDefaultOutput: options.outputDirectory === undefined,
    stages: [],
    summaries: [],
    tags: [],
    problems: [],
  }
}

function definitionName(root: string, file: string): string {
  return relative(root, realpathSync(file))
    .replace(/\.ya?ml$/i, '')
    .replace(/[\\/]+/g, '-')
}

function fileSafe(number: string): string {
  return number.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_') || '_'
}

/** Takes up the last build again, with its id, number and variables. */
export function beginAgain(options: RunOptions): Begun {
  const last = loadLastRun(options.stateDirectory)
  if (!last) throw new Error('There is no build to run again. Leave --rerun out to start one.')
  if (last.result !== undefined && hasSucceeded(last.result)) {
    throw new Error(
      `The last build, ${last.build.number}, has succeeded. Leave --rerun out to start a new one.`,
    )
  }
  const repository = readRepository(last.file)
  const pipeline = load(last.file, repository, new Map(Object.entries(last.variables)))
  const open = async (): Promise<RunState> => {
    for (const { lookupId } of last.stages.flatMap(stage => stage.jobs))
      if (lookupId) await endOrphans(lookupId)
    const given = options.outputDirectory
    return {
      ...last,
      attempt: last.attempt + 1,
      result: undefined,
      finishedAt: undefined,
      problems: [],
      outputDirectory: given === undefined ? last.outputDirectory : resolve(given),
      hasDefaultOutput: given === undefined && last.hasDefaultOutput,
    }
  }
  return { pipeline, repository, open }
}
