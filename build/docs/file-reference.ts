import type { FieldNote, Part, Schema } from '../../tasks/common/specification/schema/schema.ts'

export type Mapping = Extract<Part, { kind: 'mapping' }>

/** A key that is not sent, where it stands, and why. */
interface Unsent {
  readonly title: string
  readonly key: string
  readonly reason: string
}

/** Every mapping that can stand in a file of these kinds, each once, the kinds themselves first. */
export function mappingsOf(...schemas: readonly Schema<unknown>[]): Mapping[] {
  const found = new Map<string, Mapping>()
  const seen = new Set<Schema<unknown>>()
  let level = [...schemas]
  while (level.length > 0) {
    const parts = level.filter(one => !seen.has(one)).flatMap(one => (seen.add(one), one.parts()))
    for (const part of parts) if (part.kind === 'mapping') keep(found, part)
    level = parts.flatMap(innerOf)
  }
  return [...found.values()]
}

const innerOf = (part: Part): Schema<unknown>[] =>
  part.kind === 'inner' ? [part.schema] : Object.values(part.fields).flatMap(schemaOf)

const schemaOf = (note: FieldNote): Schema<unknown>[] => ('schema' in note ? [note.schema] : [])

/** Two mappings of one title are one section, with the keys of both. */
function keep(found: Map<string, Mapping>, part: Mapping): void {
  const known = found.get(part.title)
  found.set(part.title, known ? { ...part, fields: { ...known.fields, ...part.fields } } : part)
}

export const refusedKeys = (mappings: readonly Mapping[]): Unsent[] => unsent(mappings, 'refused')
export const ignoredKeys = (mappings: readonly Mapping[]): Unsent[] => unsent(mappings, 'ignored')

function unsent(mappings: readonly Mapping[], kind: 'refused' | 'ignored'): Unsent[] {
  return mappings.flatMap(({ title, fields }) =>
    Object.entries(fields).flatMap(([key, note]) => {
      const reason = (note as Readonly<Record<string, unknown>>)[kind]
      return typeof reason === 'string' ? [{ title, key, reason }] : []
    }),
  )
}

/** The sections of a page: each mapping with its keys, then what is refused and what is not sent, with the reasons. */
export function reference(mappings: readonly Mapping[], between: string): string[] {
  return [
    ...mappings.flatMap(section),
    between,
    table('Refused keys', 'Keys that are refused by name:', refusedKeys(mappings)),
    table(
      'Not sent',
      'Keys that the official client takes and does not send, and neither do we:',
      ignoredKeys(mappings),
    ),
  ]
}

/** None of a kind that is refused altogether: it has no key to write. */
function section({ title, fields }: Mapping): string[] {
  const rows = Object.entries(fields).flatMap(([key, note]) => ('schema' in note ? [row(key, note)] : []))
  if (rows.length === 0) return []
  return [[`## ${headingOf(title)}\n`, '| key | value | |', '|---|---|---|', ...rows, ''].join('\n')]
}

function row(key: string, note: Extract<FieldNote, { schema: unknown }>): string {
  const need = note.required ? 'required' : note.fallback === undefined ? '' : `default \`${note.fallback}\``
  return `| \`${key}\` | ${cell(note.schema.expected)} | ${need} |`
}

/** Keys of one name and one reason share a line. */
function table(heading: string, words: string, keys: readonly Unsent[]): string {
  const lines = new Map<string, string[]>()
  for (const { title, key, reason } of keys) {
    const line = `| \`${key}\` | ${cell(reason)}`
    lines.set(line, [...(lines.get(line) ?? []), cell(title)])
  }
  const rows = [...lines].map(([line, titles]) => `${line} | ${titles.join(', ')} |`)
  return [`## ${heading}\n`, words, '', '| key | why | of |', '|---|---|---|', ...rows, ''].join('\n')
}

const headingOf = (title: string): string => {
  const bare = title.replace(/^(a|an|the) /, '')
  return bare.charAt(0).toUpperCase() + bare.slice(1)
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
