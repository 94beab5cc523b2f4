import { MappingReader } from './mapping-reader.ts'
import { YamlFile } from './yaml-file.ts'

/** What a CLI v2 compute file of type amlcompute says; what it leaves out is undefined. */
export interface ComputeFile {
  readonly size: string
  readonly location: string | undefined
  readonly tier: 'dedicated' | 'low_priority' | undefined
  readonly minInstances: number | undefined
  readonly maxInstances: number | undefined
  readonly idleTimeBeforeScaleDown: number | undefined
  readonly subnet: string | undefined
  readonly description: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

const KEYS = [
  '$schema',
  'name',
  'type',
  'description',
  'size',
  'tier',
  'location',
  'min_instances',
  'max_instances',
  'idle_time_before_scale_down',
  'network_settings',
  'tags',
]
const LATER = ['identity', 'ssh_settings', 'ssh_public_access_enabled', 'enable_node_public_ip']

/** Reads a compute file and checks all of it. Files of other compute types are refused by name. */
export function readComputeFile(path: string): ComputeFile {
  const file = new YamlFile(path)
  const reader = MappingReader.root(file)
  const compute = reader && readCompute(reader)
  file.check()
  return compute as ComputeFile
}

function readCompute(reader: MappingReader): ComputeFile {
  const type = reader.required('type').toLowerCase()
  if (type !== 'amlcompute')
    reader.reject('type', `compute of type "${type}" is not provisioned by this version; amlcompute is.`)
  reader.only(KEYS, LATER)
  const tier = reader.text('tier')?.toLowerCase()
  if (tier !== undefined && !isTier(tier))
    reader.reject('tier', `"${tier}" is neither dedicated nor low_priority.`)
  const network = reader.mapping('network_settings')
  network?.only(['subnet'], ['vnet_name'])
  return {
    size: reader.required('size'),
    location: reader.text('location'),
    tier: tier !== undefined && isTier(tier) ? tier : undefined,
    minInstances: reader.integer('min_instances'),
    maxInstances: reader.integer('max_instances'),
    idleTimeBeforeScaleDown: reader.integer('idle_time_before_scale_down'),
    subnet: network?.text('subnet'),
    description: reader.text('description'),
    tags: reader.texts('tags'),
  }
}

const isTier = (value: string): value is 'dedicated' | 'low_priority' =>
  value === 'dedicated' || value === 'low_priority'
