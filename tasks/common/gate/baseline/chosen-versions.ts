import {
  findModelVersion,
  newestModelVersions,
  type ModelVersion,
  type VersionFilter,
} from '../../machinelearning/model/model-version.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'
import type { Baseline, BaselineChoice } from '../gate-rule.ts'
import type { FoundModel, ModelName } from './model-name.ts'

type Models = { readonly models: readonly FoundModel[] }

/** Which versions are meant. */
interface Sieve {
  readonly matches: (version: ModelVersion) => boolean
  /** The same, as far as the service can filter. */
  readonly filter: VersionFilter
}

/** Versions of the candidate's own model. But for a version by its number, never the candidate itself. */
export async function chosenVersions(
  workspace: Workspace,
  choice: Extract<BaselineChoice, { from: 'version' | 'best' }>,
  { name, version }: ModelName,
): Promise<Models | Baseline> {
  const wanted = choice.from === 'best' ? 'latest' : choice.version
  const sieve = sieveOf(wanted)
  if (!sieve) return byNumber(workspace, name, wanted)
  const matches = (one: ModelVersion): boolean => one.name !== version && sieve.matches(one)
  const count = choice.from === 'best' ? choice.count : 1
  const versions = await newestModelVersions(workspace, name, count, matches, sieve.filter)
  const models = versions.map(one => ({ name, version: one.name, resource: one }))
  if (models.length > 0) return { models }
  const which = wanted === 'latest' ? '' : ` with ${wanted}`
  return { kind: 'missing', why: `model ${name} has no other version${which}` }
}

/** `latest`, `tag:key=value`, `tag:key` or `stage:name`; undefined for a version by its number. */
function sieveOf(wanted: string): Sieve | undefined {
  if (wanted === 'latest') return { matches: () => true, filter: {} }
  const [, kind, text = ''] = /^(tag|stage):(.+)$/s.exec(wanted) ?? []
  if (kind === 'tag') return tagSieve(text)
  if (kind === 'stage') return { matches: one => one.properties['stage'] === text, filter: { stage: text } }
  return undefined
}

/** The service takes a comma for the end of a tag. */
function tagSieve(text: string): Sieve {
  const [, key = '', value] = /^([^=]+)(?:=(.*))?$/s.exec(text) ?? []
  return {
    matches({ properties: { tags } }) {
      if (!tags || !Object.hasOwn(tags, key)) return false
      return value === undefined || tags[key] === value
    },
    filter: text.includes(',') ? {} : { tags: text },
  }
}

/** A version that was named and is not there was deleted or mistyped: that is another thing than none yet. */
async function byNumber(workspace: Workspace, name: string, version: string): Promise<Models | Baseline> {
  const found = await findModelVersion(workspace, name, version)
  if (found) return { models: [{ name, version, resource: found }] }
  return { kind: 'unreadable', why: `model ${name} has no version ${version}` }
}
