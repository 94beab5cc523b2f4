import { existingPath } from '../asset-path.ts'
import { localPath } from '../local-path.ts'
import { anyMapping } from '../schema/collections.ts'
import type { Cursor } from '../schema/cursor.ts'
import { ignored, required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked, mapped, worded } from '../schema/refine.ts'
import { choice, integer, text } from '../schema/scalars.ts'
import type { Read, Schema } from '../schema/schema.ts'
import { shapes } from '../schema/unions.ts'

const route = object('a route of an inference server', { path: required(text), port: required(integer()) })

const inferenceConfig = object('the routes of an inference server', {
  liveness_route: required(route),
  readiness_route: required(route),
  scoring_route: required(route),
})

const build = object('a Docker build context', {
  path: required(existingPath),
  dockerfile_path: text,
})

/** A conda file by its path, or written in place. */
const condaFile = shapes({
  scalar: mapped(worded('the path of a conda file', text), (value, at) =>
    at.load(localPath(value, at.file.folder), anyMapping),
  ),
  mapping: anyMapping,
})

/** What an environment is made of and says of itself, wherever it is described. */
export const environmentFields = {
  image: text,
  build,
  conda_file: condaFile,
  inference_config: inferenceConfig,
  os_type: choice(['linux', 'windows']),
  datastore: text,
  description: text,
  tags: anyMapping,
  properties: anyMapping,
}

const KEEPS_NO_NAME = 'an environment within a job is registered without a name; its content is its version.'

const inline = object('an environment', {
  $schema: ignored('names the schema for editors.'),
  name: ignored(KEEPS_NO_NAME),
  version: ignored(KEEPS_NO_NAME),
  ...environmentFields,
  auto_delete_setting: ignored('the official client does not send it for an environment within a job.'),
})

/** What an environment is made of: an image, with or without conda, or a build context. */
const inlineEnvironment = checked(inline, (value, at) => {
  checkContent(value, at)
})
export type InlineEnvironment = Read<typeof inlineEnvironment>

export function checkContent({ image, build }: InlineEnvironment, at: Cursor): void {
  if (image === undefined && build === undefined)
    at.reject('an environment needs an image or a build context (build.path).')
  if (image !== undefined && build !== undefined)
    at.at('build').reject('an environment has an image or a build context, not both.')
}

const REFERENCE =
  /^(azureml:)?(?!azureml:)([^:@/]+(:[^:@/]+|@[^:@/]+)|\/subscriptions\/.+|\/\/registries\/[^/]+\/environments\/[^/]+\/(versions|labels)\/[^/]+)$/

/** An environment that is registered. */
export const environmentReference = worded(
  'azureml:NAME:VERSION, azureml:NAME@LABEL, an ARM id or a registry URI',
  mapped(text, (value, at) => {
    if (value.startsWith('file:')) return at.load(localPath(value, at.file.folder), inlineEnvironment)
    if (!REFERENCE.test(value)) rejectReference(value, at)
    return value
  }),
)

function rejectReference(value: string, at: Cursor): void {
  at.reject(
    `"${value}" names no version of an environment; write azureml:NAME:VERSION, azureml:NAME@latest, an ARM id or a registry URI.`,
  )
}

/** The reference as it stands in the file, or what the environment is made of. */
export type EnvironmentSpec = string | InlineEnvironment
export const environment: Schema<EnvironmentSpec> = shapes({
  scalar: environmentReference,
  mapping: inlineEnvironment,
})
