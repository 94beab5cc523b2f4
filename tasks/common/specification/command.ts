import { existsSync, readFileSync } from 'node:fs'
import { isMap, stringify } from 'yaml'
import type { CommandSpec, EnvironmentSpec } from './job-spec.ts'
import { isRemote, localPath } from './local-path.ts'
import type { MappingReader } from './mapping-reader.ts'

export const COMMAND_KEYS = ['command', 'code', 'environment', 'environment_variables', 'resources', 'limits']
export const COMMAND_KEYS_LATER = [
  'distribution',
  'identity',
  'services',
  'queue_settings',
  'component',
  'notification_setting',
]

/** The part that a command job and a command step have in common. */
export function readCommand(reader: MappingReader): CommandSpec {
  const code = readCode(reader)
  const resources = readResources(reader.mapping('resources'))
  const timeout = readTimeout(reader.mapping('limits'))
  const command = reader.required('command')
  checkPlaceholders(reader, command)
  return {
    command,
    environment: readEnvironment(reader),
    environmentVariables: reader.texts('environment_variables'),
    ...(code !== undefined && { code }),
    ...(resources && { resources }),
    ...(timeout !== undefined && { timeout }),
  }
}

const PLACEHOLDER = /\$\{\{\s*(inputs|outputs)\.([\w-]+)[^}]*\}\}/g

/** The node would find a name that is not declared only after the cluster has grown. */
function checkPlaceholders(reader: MappingReader, command: string): void {
  for (const [whole, section = '', name = ''] of command.matchAll(PLACEHOLDER)) {
    const declared = reader.node.get(section, true)
    if (isMap(declared) && declared.has(name)) continue
    reader.reject('command', `${whole} names nothing under ${section}.`)
  }
}

function readCode(reader: MappingReader): string | undefined {
  const value = reader.text('code')
  if (value === undefined) return undefined
  const code = localPath(value, reader.file.folder)
  if (/^(https?|git\+?)/.test(code))
    reader.reject('code', 'a git URL is not read by this version; check the code out.')
  else if (!isRemote(code) && !existsSync(code)) reader.reject('code', `there is no ${code}.`)
  return code
}

function readEnvironment(reader: MappingReader): EnvironmentSpec {
  const reference = reader.scalarNode('environment') && reader.text('environment')
  if (reference) return { kind: 'reference', value: reference }
  const inline = reader.mapping('environment')
  if (!inline) {
    if (reader.isBlank('environment')) reader.reject('environment', 'is required.')
    return { kind: 'reference', value: '' }
  }
  inline.only(
    ['name', 'version', 'image', 'conda_file', 'description', 'tags', '$schema'],
    ['build', 'inference_config', 'os_type'],
  )
  const [name, version] = [inline.text('name'), inline.text('version')]
  const condaFile = readConda(inline)
  return {
    kind: 'inline',
    environment: {
      image: inline.required('image'),
      ...(name !== undefined && { name }),
      ...(version !== undefined && { version }),
      ...(condaFile !== undefined && { condaFile }),
    },
  }
}

/** A conda file by its path, or written in place. */
function readConda(inline: MappingReader): string | undefined {
  const node = inline.node.get('conda_file', true)
  if (isMap(node)) return stringify(node.toJSON())
  const value = inline.text('conda_file')
  if (value === undefined) return undefined
  const file = localPath(value, inline.file.folder)
  if (existsSync(file)) return readFileSync(file, 'utf8')
  inline.reject('conda_file', `there is no ${file}.`)
  return undefined
}

const RESOURCES = {
  instance_count: 'instanceCount',
  instance_type: 'instanceType',
  shm_size: 'shmSize',
  docker_args: 'dockerArgs',
} as const

function readResources(reader: MappingReader | undefined): Record<string, unknown> | undefined {
  if (!reader) return undefined
  reader.only(Object.keys(RESOURCES), ['properties', 'locations', 'max_instance_count'])
  const entries = Object.entries(RESOURCES).filter(([key]) => reader.has(key))
  return Object.fromEntries(
    entries.map(([key, wire]) => [wire, key === 'instance_count' ? reader.integer(key) : reader.text(key)]),
  )
}

function readTimeout(reader: MappingReader | undefined): number | undefined {
  reader?.only(['timeout'])
  return reader?.integer('timeout')
}
