import { anyMapping, listOf } from '../schema/collections.ts'
import { object } from '../schema/object.ts'
import { integer, text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { shapes } from '../schema/unions.ts'

export const resources = object('resources', {
  instance_count: integer(),
  instance_type: text,
  properties: anyMapping,
  locations: listOf(text),
  shm_size: text,
  max_instance_count: integer(),
  docker_args: shapes({ scalar: text, list: listOf(text) }),
})
export type Resources = Read<typeof resources>
