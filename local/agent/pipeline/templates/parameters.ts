import { toBoolean, toNumber, toText } from '../expression/convert.ts'
import { PipelineError, type Position } from '../position.ts'
import { Dictionary, isList, type Value } from '../value.ts'
import { readFields } from '../read/fields.ts'
import type { Cursor } from './cursor.ts'

interface Declaration {
  name: string
  type: string
  fallback: Cursor | undefined
  allowed: Cursor[] | undefined
  at: Position
}

const lists = ['stepList', 'jobList', 'deploymentList', 'stageList', 'stringList']
const objects = ['step', 'job', 'deployment', 'stage']
const types = ['string', 'number', 'boolean', 'object', ...lists, ...objects]

/**
 * The parameters that a file declares, bound to what was handed over.
 * @param at where the file was asked for, for the message about a missing value
 */
export function bindParameters(
  declared: Cursor | undefined,
  given: ReadonlyMap<string, Cursor>,
  at: Position,
): Dictionary {
  const declarations = declared ? readDeclarations(declared) : []
  refuseUnknown(declarations, given)
  return new Dictionary(declarations.map(one => [one.name, bind(one, given.get(one.name), at)]))
}

function readDeclarations(declared: Cursor): Declaration[] {
  if (declared.tree.kind === 'mapping') {
    return declared.entries('parameters').map(({ key, keyAt, value }) => ({
      name: key,
      type: 'untyped',
      fallback: value,
      allowed: undefined,
      at: keyAt,
    }))
  }
  return declared.items('parameters').map(readDeclaration)
}

function readDeclaration(item: Cursor): Declaration {
  const fields = readFields(item, 'a parameter', ['name', 'type', 'default', 'values', 'displayName'])
  const type = fields.optionalText('type') ?? 'string'
  if (!types.includes(type)) {
    throw new PipelineError(
      item.at,
      `The parameter type "${type}" is not known.`,
      `Known: ${types.join(', ')}.`,
    )
  }
  return {
    name: fields.text('name'),
    type,
    fallback: fields.get('default'),
    allowed: fields.get('values')?.items('values'),
    at: item.at,
  }
}

function refuseUnknown(declarations: readonly Declaration[], given: ReadonlyMap<string, Cursor>): void {
  for (const [name, value] of given) {
    if (declarations.some(declaration => declaration.name === name)) continue
    const known = declarations.map(declaration => declaration.name).join(', ') || 'none'
    throw new PipelineError(value.at, `The template has no parameter "${name}".`, `It declares: ${known}.`)
  }
}

function bind(declaration: Declaration, given: Cursor | undefined, at: Position): Value {
  const source = given ?? declaration.fallback
  if (!source) {
    throw new PipelineError(
      given ? declaration.at : at,
      `The parameter "${declaration.name}" has no value.`,
      'Hand one over, or give it a default (a local run has no form to ask in).',
    )
  }
  const value = convert(declaration, source.value(), source.at)
  const allowed = declaration.allowed?.map(item => toText(item.value()))
  if (allowed && !allowed.includes(toText(value))) {
    throw new PipelineError(
      source.at,
      `"${toText(value)}" is not allowed for the parameter "${declaration.name}".`,
      `Allowed: ${allowed.join(', ')}.`,
    )
  }
  return value
}

function convert({ name, type }: Declaration, value: Value, at: Position): Value {
  const wrong = (): PipelineError =>
    new PipelineError(
      at,
      `The value of the parameter "${name}" is no ${type}.`,
      'Correct the value or the type.',
    )
  if (lists.includes(type)) {
    if (value === '') return []
    if (!isList(value)) throw wrong()
    return value
  }
  if (objects.includes(type)) {
    if (!(value instanceof Dictionary)) throw wrong()
    return value
  }
  if (type === 'object' || type === 'untyped') return value
  if (isList(value) || value instanceof Dictionary) throw wrong()
  if (type === 'string') return toText(value)
  if (type === 'number') {
    const number = toNumber(value)
    if (number === undefined || value === '') throw wrong()
    return number
  }
  const text = toText(value).toLowerCase()
  if (text !== 'true' && text !== 'false') throw wrong()
  return toBoolean(text === 'true')
}
