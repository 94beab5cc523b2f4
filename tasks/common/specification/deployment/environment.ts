import {
  checkContent,
  environmentFields,
  environmentReference,
  type InlineEnvironment,
} from '../job/environment.ts'
import { ignored } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked } from '../schema/refine.ts'
import { text } from '../schema/scalars.ts'
import type { Read, Schema } from '../schema/schema.ts'
import { shapes } from '../schema/unions.ts'

const inDeployment = checked(
  object('an environment of a deployment', {
    $schema: ignored('names the schema for editors.'),
    name: text,
    version: text,
    ...environmentFields,
    auto_delete_setting: ignored(
      'the official client does not send it for an environment that stands in a file.',
    ),
  }),
  (value, at) => {
    checkContent(value, at)
    if (value.name !== undefined && value.version === undefined)
      at.at('name').reject(
        'an environment with a name needs a version: without one each run would register another. Without a name its content is its version.',
      )
  },
)

/** An environment that is described in the file: under its own name and version, or, without them, under its content. */
export type DeploymentEnvironment = Read<typeof inDeployment>

/** The reference as it stands in the file, or what the environment is made of. */
export const deploymentEnvironment: Schema<string | InlineEnvironment | DeploymentEnvironment> = shapes({
  scalar: environmentReference,
  mapping: inDeployment,
})
