import { readFileSync } from 'node:fs'

export interface TaskInput {
  name: string
  type: string
  label: string
  defaultValue: string
  required: boolean
  aliases: string[]
  visibleRule: string | undefined
}

export interface TaskHandler {
  target: string
  workingDirectory: string | undefined
}

export type Phase = 'prejobexecution' | 'execution' | 'postjobexecution'

export interface CommandRestrictions {
  commands: 'any' | 'restricted'
  /** Patterns of variables that may be set; undefined: any. */
  settableVariables: string[] | undefined
}

/** What the agent reads of a task.json. */
export interface TaskManifest {
  id: string
  name: string
  friendlyName: string
  description: string
  version: { Major: number; Minor: number; Patch: number }
  author: string
  help: string
  inputs: TaskInput[]
  outputVariables: string[]
  restrictions: CommandRestrictions
  /** The handler that this agent would choose for each phase, if it has one that runs on Node. */
  handlers: Partial<Record<Phase, TaskHandler>>
}

/** In the order of preference of the agent. */
const nodeHandlers = ['Node24', 'Node20_1', 'Node16', 'Node10']
const phases: Phase[] = ['prejobexecution', 'execution', 'postjobexecution']

type Json = Readonly<Record<string, unknown>>

export function readManifest(path: string): TaskManifest {
  try {
    return convert(asObject(JSON.parse(readFileSync(path, 'utf8'))))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The task manifest ${path} cannot be read: ${reason}`, { cause: error })
  }
}

function convert(json: Json): TaskManifest {
  const version = asObject(json['version'])
  const restrictions = asObject(json['restrictions'])
  const settable = asObject(restrictions['settableVariables'])['allowed']
  return {
    id: text(json['id']),
    name: text(json['name']),
    friendlyName: text(json['friendlyName']),
    description: text(json['description']),
    version: {
      Major: Number(version['Major']),
      Minor: Number(version['Minor']),
      Patch: Number(version['Patch']),
    },
    author: text(json['author']),
    help: text(json['helpUrl']) || text(json['helpMarkDown']),
    inputs: asList(json['inputs']).map(convertInput),
    outputVariables: asList(json['outputVariables']).map(item => text(asObject(item)['name'])),
    restrictions: {
      commands: asObject(restrictions['commands'])['mode'] === 'restricted' ? 'restricted' : 'any',
      settableVariables: Array.isArray(settable) ? settable.map(text) : undefined,
    },
    handlers: convertHandlers(json),
  }
}

function convertInput(value: unknown): TaskInput {
  const json = asObject(value)
  const rule = text(json['visibleRule'])
  return {
    name: text(json['name']),
    type: text(json['type']),
    label: text(json['label']),
    defaultValue: text(json['defaultValue']),
    required: text(json['required']).toLowerCase() === 'true',
    aliases: asList(json['aliases']).map(text),
    visibleRule: rule === '' ? undefined : rule,
  }
}

function convertHandlers(json: Json): Partial<Record<Phase, TaskHandler>> {
  const handlers: Partial<Record<Phase, TaskHandler>> = {}
  for (const phase of phases) {
    const offered = asObject(json[phase])
    const key = nodeHandlers.find(name => offered[name] !== undefined)
    if (key === undefined) continue
    const handler = asObject(offered[key])
    const workingDirectory = text(handler['workingDirectory'])
    handlers[phase] = {
      target: text(handler['target']),
      workingDirectory: workingDirectory === '' ? undefined : workingDirectory,
    }
  }
  return handlers
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}
