import * as fs from 'node:fs/promises'
import { TaskError } from '../errors.ts'
import { isObject } from '../is-object.ts'
import { SCHEMA_VERSION, type BuildOutput } from './build-output.ts'

type Kind = 'text' | 'number' | 'boolean'

/** The keys that tasks rely on; each may be null, none may be of another kind. */
const kinds: Partial<Record<keyof BuildOutput, Kind>> = {
  model_name: 'text',
  model_version: 'text',
  model_path: 'text',
  model_acc: 'number',
  deploy_model_bool: 'boolean',
  image_name: 'text',
  image_id: 'text',
  image_reference: 'text',
  image_digest: 'text',
  image_commit: 'text',
  job_name: 'text',
  build_number: 'text',
  commit: 'text',
}
const types: Record<Kind, string> = { text: 'string', number: 'number', boolean: 'boolean' }
const REFERENCE = /^[^@\s]+\/[^@\s]+@sha256:[0-9a-f]{64}$/

/**
 * Reads a hand-off and holds it to its schema. Keys that this version does not know are left out of account.
 *
 * @throws TaskError that names the file and everything that is wrong with it
 */
export async function readBuildOutput(file: string): Promise<BuildOutput> {
  const fields = parse(await fs.readFile(file, 'utf8'), file)
  checkVersion(fields['schema_version'], file)
  const problems = [
    ...Object.entries(kinds).flatMap(([key, kind]) => problemOf(fields, key, kind)),
    ...contradictions(fields),
  ]
  if (problems.length > 0) {
    throw damaged(file, `It is not what the tasks of this extension write: ${problems.join('; ')}.`)
  }
  return { ...absent, ...fields } as BuildOutput
}

const absent = {
  ...Object.fromEntries(Object.keys(kinds).map(key => [key, null])),
  metrics: {},
  gate: null,
}

function parse(text: string, file: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw damaged(
      file,
      text.trim() === '' ? 'It is empty.' : 'It is no JSON; it was cut off or edited.',
      error,
    )
  }
  if (isObject(value)) return value
  throw damaged(file, 'It holds no JSON object.')
}

function checkVersion(version: unknown, file: string): void {
  if (version === SCHEMA_VERSION) return
  if (version === undefined) throw damaged(file, 'It has no schema_version.')
  throw new TaskError(
    `The hand-off file ${file} has schema version ${JSON.stringify(version)}; this task reads version ${SCHEMA_VERSION}.`,
    {
      cause: 'It was written by another version of this extension.',
      remedy: 'Run the build again, so that both sides use the same version.',
    },
  )
}

function problemOf(fields: Record<string, unknown>, key: string, kind: Kind): string[] {
  const value = fields[key]
  if (value === undefined || value === null || typeof value === types[kind]) return []
  return [`${key} is ${JSON.stringify(value)}, not a ${kind}`]
}

/** A model to deploy needs its image, pinned. */
function contradictions(fields: Record<string, unknown>): string[] {
  const { image_reference: reference, metrics } = fields
  const pinned = typeof reference !== 'string' || REFERENCE.test(reference)
  return [
    ...(pinned ? [] : [`image_reference ${JSON.stringify(reference)} is not pinned by a digest`]),
    ...(metrics === undefined || (typeof metrics === 'object' && metrics !== null)
      ? []
      : ['metrics is no object']),
  ]
}

const damaged = (file: string, cause: string, error?: unknown): TaskError =>
  new TaskError(`The hand-off file ${file} is damaged.`, {
    cause,
    remedy: 'Run the build again and publish the file as the task wrote it.',
    error,
  })
