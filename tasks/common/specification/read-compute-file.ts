import { fallback, ignored, refused, required } from './schema/fields.ts'
import { object } from './schema/object.ts'
import { choice, integer, text } from './schema/scalars.ts'
import type { Read } from './schema/schema.ts'
import { byType } from './schema/unions.ts'
import { texts } from './schema/collections.ts'
import { YamlFile } from './yaml-file.ts'

const AN_INPUT = 'is an input of this task; remove it from the file and set that.'

const network = object('network settings', {
  subnet: text,
  vnet_name: refused('name the subnet by its ARM id, which holds the network.'),
})

const amlCompute = object('a compute cluster', {
  $schema: ignored('names the schema for editors.'),
  name: ignored('the task names the cluster.'),
  type: required(choice(['amlcompute'])),
  description: text,
  size: required(text),
  tier: choice(['dedicated', 'low_priority']),
  location: text,
  min_instances: integer({ min: 0 }),
  max_instances: integer({ min: 0 }),
  idle_time_before_scale_down: integer({ min: 0 }),
  network_settings: network,
  tags: fallback(texts, {}),
  identity: refused(AN_INPUT),
  enable_node_public_ip: refused(AN_INPUT),
  ssh_settings: refused('this version does not send it yet; create the cluster with az ml.'),
  ssh_public_access_enabled: refused('this version does not send it yet; create the cluster with az ml.'),
})

/** What a CLI v2 compute file of type amlcompute says. */
export type ComputeFile = Read<typeof amlCompute>

/** Reads a compute file and checks all of it. Files of other compute types are refused by name. */
export const readComputeFile = (path: string): ComputeFile =>
  new YamlFile(path).read(byType('type', { amlcompute: amlCompute }))
