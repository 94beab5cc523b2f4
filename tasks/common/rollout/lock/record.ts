import { TaskError } from '../../errors.ts'
import type { Variables } from '../../host/host.ts'
import { stepKey } from '../../machinelearning/job/job-identity.ts'
import type { RolloutMemory } from '../memory.ts'

/** A run that works on an endpoint. */
export interface Holder {
  /** The same for each attempt of the same step. */
  readonly key: string
  /** For people: `build 20261123.4 of chd-release (https://...)`. */
  readonly title: string
}

/** What lies beside the lock of an endpoint: who held it last, and the roll-out that is not finished, if there is one. */
export interface RolloutRecord {
  readonly holder: Holder
  /** Of this process alone: two attempts of one step are one holder, and only the later one may go on. */
  readonly writer: string
  readonly unfinished: RolloutMemory | null
  /** Whose unfinished roll-out that is. */
  readonly owner: Holder | null
}

export function holderOf(variables: Variables): Holder {
  const number = variables.get('Release.ReleaseName') ?? variables.get('Build.BuildNumber')
  const pipeline = variables.get('Release.DefinitionName') ?? variables.get('Build.DefinitionName')
  const kind = variables.get('Release.ReleaseName') === undefined ? 'build' : 'release'
  const named = number === undefined ? 'another run' : `${kind} ${number}`
  const title = [named, pipeline === undefined ? '' : ` of ${pipeline}`, addressOf(variables)].join('')
  return { key: stepKey(variables), title }
}

function addressOf(variables: Variables): string {
  const [collection, project] = [variables.get('System.CollectionUri'), variables.get('System.TeamProject')]
  const build = variables.get('Build.BuildId')
  if (collection === undefined || project === undefined || build === undefined) return ''
  return ` (${collection.replace(/\/$/, '')}/${encodeURIComponent(project)}/_build/results?buildId=${build})`
}

/** Undefined for a blob that nobody has written to yet. */
export function readRecord(text: string): RolloutRecord | undefined {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as RolloutRecord
  } catch (error) {
    throw new TaskError('The record beside the lock of the endpoint cannot be read.', {
      cause: 'Somebody wrote something else to mlops/rollouts/ in the data store of the workspace.',
      remedy: 'Delete that blob when nothing is being rolled out, then run again.',
      error,
    })
  }
}
