import type { Located, Step, StepTarget } from '../model.ts'
import { PipelineError } from '../position.ts'
import type { Cursor } from '../templates/cursor.ts'
import { includeTemplates } from '../templates/include.ts'
import { readFields, type Fields } from './fields.ts'
import { readShortcut, refusedSteps, shortcuts } from './shortcuts.ts'

const common = [
  'name',
  'displayName',
  'condition',
  'continueOnError',
  'enabled',
  'env',
  'target',
  'timeoutInMinutes',
  'retryCountOnTaskFailure',
]

export function readSteps(list: Cursor, root: string): Step[] {
  return includeTemplates(list.items('"steps"'), 'steps', root).map(readStep)
}

function readStep(item: Cursor): Step {
  const keys = item.entries('A step').map(entry => entry.key)
  const keyword = keys.find(key => Object.hasOwn(shortcuts, key))
  const shortcut = keyword === undefined ? undefined : shortcuts[keyword]
  if (keyword !== undefined && shortcut) {
    const accepted = [keyword, ...Object.keys(shortcut.inputs), ...common]
    const fields = readFields(item, `a "${keyword}" step`, accepted, unsupportedKeys)
    return build(
      fields,
      { text: shortcut.task, at: fields.keyAt(keyword) },
      readShortcut(keyword, shortcut, fields),
    )
  }
  if (keys.includes('task')) {
    const fields = readFields(item, 'a "task" step', ['task', 'inputs', ...common])
    return build(fields, fields.located('task') ?? { text: '', at: item.at }, readInputs(fields))
  }
  return refuse(item, keys)
}

const unsupportedKeys = {
  submodules: 'A local run copies the working tree, submodules as they lie there.',
  persistCredentials: 'A local run has no credentials of the repository; remove the key.',
  path: 'A local run checks out to $(Pipeline.Workspace)/s; remove the key.',
  sparseCheckoutDirectories: 'Remove the key for local runs.',
}

function refuse(item: Cursor, keys: readonly string[]): never {
  const known = ['task', ...Object.keys(shortcuts)].join(', ')
  const elsewhere = keys.find(key => Object.hasOwn(refusedSteps, key))
  if (elsewhere !== undefined) {
    throw new PipelineError(
      item.at,
      `Local runs do not support "${elsewhere}" steps.`,
      refusedSteps[elsewhere] ?? '',
    )
  }
  throw new PipelineError(item.at, 'This is no step that local runs know.', `A step is one of ${known}.`)
}

function readInputs(fields: Fields): Map<string, Located> {
  const entries = fields.get('inputs')?.entries('"inputs"') ?? []
  return new Map(
    entries.map(({ key, keyAt, value }) => [key, { text: value.text(`The input "${key}"`), at: keyAt }]),
  )
}

function build(fields: Fields, task: Located, inputs: ReadonlyMap<string, Located>): Step {
  const name = fields.optionalText('name')
  if (name !== undefined && !/^[-_A-Za-z0-9]+$/.test(name)) {
    throw new PipelineError(
      fields.keyAt('name'),
      `"${name}" is no step name.`,
      'Use letters, digits, "-" and "_".',
    )
  }
  const env = fields.get('env')?.entries('"env"') ?? []
  return {
    name,
    displayName: fields.optionalText('displayName'),
    task,
    inputs,
    env: new Map(env.map(({ key, value }) => [key, value.text(`"${key}" of env`)])),
    condition: fields.located('condition'),
    enabled: (fields.optionalText('enabled') ?? 'true').toLowerCase() !== 'false',
    continueOnError: fields.located('continueOnError'),
    timeoutInMinutes: fields.located('timeoutInMinutes'),
    retryCountOnTaskFailure: fields.located('retryCountOnTaskFailure'),
    target: readTarget(fields),
    at: fields.at,
  }
}

function readTarget(fields: Fields): StepTarget | undefined {
  const cursor = fields.get('target')
  if (!cursor) return undefined
  if (cursor.resolve().tree.kind === 'scalar') {
    if (cursor.text('"target"') === 'host') return undefined
    throw new PipelineError(
      cursor.at,
      'Local runs have no container jobs.',
      'Use "target: host" or remove the key.',
    )
  }
  const target = readFields(cursor, 'a target', ['commands', 'settableVariables'], {
    container: 'Local runs have no container jobs; remove the key.',
  })
  const commands = target.optionalText('commands')
  if (commands !== undefined && commands !== 'any' && commands !== 'restricted') {
    throw new PipelineError(
      target.keyAt('commands'),
      `"${commands}" is unknown.`,
      'Use "any" or "restricted".',
    )
  }
  const settable = target.list('settableVariables')?.map(item => item.text)
  return { commands, settableVariables: settable?.[0] === 'none' ? [] : settable }
}
