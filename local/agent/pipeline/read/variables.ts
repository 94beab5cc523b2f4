import type { VariableDeclaration } from '../model.ts'
import { PipelineError, type Position } from '../position.ts'
import type { Cursor } from '../templates/cursor.ts'
import { includeTemplates } from '../templates/include.ts'
import { readFields, type Fields } from './fields.ts'

const reserved = /^(endpoint|input|secret|path|securefile)/i

export interface ScopedFields {
  fields: Fields
  variables: VariableDeclaration[]
}

/** Reads `variables` and puts them in sight of `${{ }}` in the other fields. */
export function readVariables(fields: Fields, root: string): ScopedFields {
  const cursor = fields.get('variables')
  const variables = cursor ? readDeclarations(cursor, root) : []
  const visible = new Map(variables.map(({ name, value }) => [name, value]))
  return { fields: visible.size > 0 ? fields.withVariables(visible) : fields, variables }
}

function readDeclarations(cursor: Cursor, root: string): VariableDeclaration[] {
  if (cursor.resolve().tree.kind === 'mapping') return readMapping(cursor)
  const seen = new Map<string, string>()
  return includeTemplates(cursor.items('variables'), 'variables', root).flatMap(item => {
    const found = readItem(item.withVariables(seen))
    for (const { name, value } of found) seen.set(name, value)
    return found
  })
}

function readMapping(cursor: Cursor): VariableDeclaration[] {
  const seen = new Map<string, string>()
  return cursor.entries('variables').map(({ key, keyAt, value }) => {
    const text = value.withVariables(seen).text(`The variable "${key}"`)
    seen.set(key, text)
    return declare(key, text, false, keyAt)
  })
}

function readItem(item: Cursor): VariableDeclaration[] {
  const keys = item.entries('A variable').map(entry => entry.key)
  if (!keys.includes('name') && !keys.includes('group')) return readMapping(item)
  const fields = readFields(item, 'a variable', ['name', 'value', 'readonly'], {
    group: 'Hand its values over with --var name=value, or write them in the file.',
  })
  const readonly = (fields.optionalText('readonly') ?? '').toLowerCase() === 'true'
  return [declare(fields.text('name'), fields.optionalText('value') ?? '', readonly, item.at)]
}

function declare(name: string, value: string, readonly: boolean, at: Position): VariableDeclaration {
  if (name === '') throw new PipelineError(at, 'A variable needs a name.', '')
  if (reserved.test(name)) {
    throw new PipelineError(
      at,
      `A variable may not be called "${name}".`,
      'Names that begin with endpoint, input, secret, path or securefile belong to the agent.',
    )
  }
  return { name, value, readonly, at }
}
