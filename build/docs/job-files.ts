import { job } from '../../tasks/common/specification/job/job.ts'
import type { FieldNote, Part, Schema } from '../../tasks/common/specification/schema/schema.ts'

type Mapping = Extract<Part, { kind: 'mapping' }>

/** A key that is not sent, where it stands, and why. */
interface Unsent {
  readonly title: string
  readonly key: string
  readonly reason: string
}

/** Every mapping that can stand in a job file, each once, the job types first. */
export function mappingsOf(schema: Schema<unknown> = job): Mapping[] {
  const found = new Map<string, Mapping>()
  const seen = new Set<Schema<unknown>>()
  let level = [schema]
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

export const refusedKeys = (mappings = mappingsOf()): Unsent[] => unsent(mappings, 'refused')
export const ignoredKeys = (mappings = mappingsOf()): Unsent[] => unsent(mappings, 'ignored')

function unsent(mappings: readonly Mapping[], kind: 'refused' | 'ignored'): Unsent[] {
  return mappings.flatMap(({ title, fields }) =>
    Object.entries(fields).flatMap(([key, note]) => {
      const reason = (note as Readonly<Record<string, unknown>>)[kind]
      return typeof reason === 'string' ? [{ title, key, reason }] : []
    }),
  )
}

/** What a key takes, but not with this value; the message in the file's place says the same. */
const REFUSED_VALUES = `## Refused values

- \`compute: local\`: a pipeline agent is no compute of a workspace.
- \`code: azureml://registries/...\`: code lies in a workspace; the service takes none from a registry for a job.
- \`{value: 0.5}\`, \`{value: 1}\` as an input: the official client sends 0 and True; write the number as the input itself.
- An alias that multiplies the file to more than 10000 parts, a tag (\`!...\`), a second document, text that is not UTF-8.
- A placeholder of a section that there is not: \`\${{input.x}}\` for \`\${{inputs.x}}\`.
- A range whose \`min_value\` is above its \`max_value\`, a choice without values.
`

const HEAD = `# Job files

Every key of a job file of the Azure ML CLI v2 that \`MLOpsTrain@1\` reads, made from the declaration that reads it
(\`node build/docs.mjs\`). A key that is not here is refused with its place and the nearest that there is. Values are YAML
as PyYAML reads it: \`yes\` is a boolean, \`1e-3\` is text, \`014\` is twelve. Paths are relative to the file that holds
them. The bodies that are sent are those of azure-ai-ml 1.35.2 (\`test/conformance\`).

The paths of \`overrides\` are those of \`az ml job create --set\`: \`inputs.lr=0.1\`,
\`jobs.train.resources.docker_args[0]=--ipc=host\`; a dot within a key is written \`\\.\`.
`

/** The page `docs/job-files.md`. */
export function jobFilesPage(): string {
  const mappings = mappingsOf()
  return [
    HEAD,
    ...mappings.flatMap(section),
    REFUSED_VALUES,
    table('Refused keys', 'Keys that are refused by name:', refusedKeys(mappings)),
    table(
      'Not sent',
      'Keys that the official client takes and does not send, and neither do we:',
      ignoredKeys(mappings),
    ),
  ].join('\n')
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
