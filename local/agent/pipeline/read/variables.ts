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

/**
 * Reads `variables` and puts them in sight of `${{ }}` in the other fields.
 * @param typed values that replace those of the file, by name in lower case
 */
export function readVariables(
  fields: Fields,
  root: string,
  typed: ReadonlyMap<string, string> = new Map(),
): ScopedFields {
  const cursor = fields.get('variables')
  const seen = new Map<string, string>()
  const variables = cursor ? readDeclarations(cursor, root, { seen, typed }) : []
  return { fields: seen.size > 0 ? fields.withVariables(seen) : fields, variables }
}

/** What the variables further down may refer to. */
interface Known {
  seen: Map<string, string>
  typed: ReadonlyMap<string, string>
}

function remember({ seen, typed }: Known, { name, value }: VariableDeclaration): void {
  seen.set(name, typed.get(name.toLowerCase()) ?? value)
}

function readDeclarations(cursor: Cursor, root: string, known: Known): VariableDeclaration[] {
  if (cursor.resolve().tree.kind === 'mapping') return readMapping(cursor, known)
  return includeTemplates(cursor.items('variables'), 'variables', root).flatMap(item =>
    readItem(item.withVariables(known.seen), known),
  )
}

function readMapping(cursor: Cursor, known: Known): VariableDeclaration[] {
  return cursor.entries('variables').map(({ key, keyAt, value }) => {
    const text = value.withVariables(known.seen).text(`The variable "${key}"`)
    const declaration = declare(key, text, false, keyAt)
    remember(known, declaration)
    return declaration
  })
}

function readItem(item: Cursor, known: Known): VariableDeclaration[] {
  const keys = item.entries('A variable').map(entry => entry.key)
  if (!keys.includes('name') && !keys.includes('group')) return readMapping(item, known)
  const fields = readFields(item, 'a variable', ['name', 'value', 'readonly'], {
    group: 'Hand its values over with --var name=value, or write them in the file.',
  })
  const readonly = (fields.optionalText('readonly') ?? '').toLowerCase() === 'true'
  const declaration = declare(fields.text('name'), fields.optionalText('value') ?? '', readonly, item.at)
  remember(known, declaration)
  return [declaration]
}

/** Names that begin so belong to the agent. */
export function isReserved(name: string): boolean {
  return reserved.test(name)
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
