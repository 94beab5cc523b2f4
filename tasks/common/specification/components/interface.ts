import {
  boolean,
  byPlace,
  checked,
  choice,
  ignored,
  listOf,
  literal,
  mapOf,
  mapped,
  object,
  refused,
  required,
  text,
  type Cursor,
  type Read,
  type Schema,
} from '../schema/index.ts'
import {
  exactly,
  isParameter,
  parameterText,
  PARAMETERS,
  PORT_MODES,
  PORTS,
  type Parameter,
} from './parameter-types.ts'

/** An input that a component declares; its values as text, as Azure keeps them. */
export interface ComponentInput {
  readonly type: string
  readonly description?: string
  readonly optional?: boolean
  readonly mode?: string
  readonly default?: string
  readonly min?: string
  readonly max?: string
  readonly enum?: readonly string[]
}

export interface ComponentOutput {
  readonly type: string
  readonly description?: string
  readonly mode?: string
  readonly early_available?: boolean
}

const type = required(choice([...PARAMETERS, ...PORTS], exactly))
const mode = choice(PORT_MODES, exactly)

const parameter = object('a parameter of a component', {
  type,
  description: text,
  optional: boolean,
  default: literal,
  min: literal,
  max: literal,
  enum: listOf(text),
})

const port = object('a data input of a component', {
  type,
  description: text,
  optional: boolean,
  mode,
  default: refused(
    'data has no default; write optional: true, or give the value where the component is used.',
  ),
})

const componentInput: Schema<ComponentInput> = byPlace(
  at => (isParameter(at.at('type').text ?? '') ? 'parameter' : 'port'),
  { parameter: mapped(parameter, asTexts), port },
)

function asTexts(given: Read<typeof parameter>, at: Cursor): ComponentInput | undefined {
  const { default: value, min, max, ...rest } = given
  const texts = { default: value, min, max }
  const entries = Object.entries(texts).flatMap(([key, entry]) => {
    if (entry === undefined) return []
    const own = parameterText(given.type as Parameter, entry)
    if (own === undefined) at.at(key).reject(`"${entry.text}" is no ${given.type}.`)
    return own === undefined ? [] : [[key, own] as const]
  })
  for (const key of ['min', 'max'] as const)
    if (texts[key] && !['integer', 'number'].includes(given.type))
      at.at(key).reject(`only integers and numbers have bounds, not a ${given.type}.`)
  return { ...rest, ...(Object.fromEntries(entries) as Partial<Record<keyof typeof texts, string>>) }
}

const componentOutput: Schema<ComponentOutput> = object('an output of a component', {
  type,
  description: text,
  mode,
  early_available: boolean,
  is_control: ignored('the official client does not send it.'),
})

export type ComponentInputs = Readonly<Record<string, ComponentInput>>
export type ComponentOutputs = Readonly<Record<string, ComponentOutput>>

export const componentInputs: Schema<ComponentInputs> = distinct(mapOf(componentInput, portName))
export const componentOutputs: Schema<ComponentOutputs> = distinct(mapOf(componentOutput, portName))

/** Dots group parameters: `data.path`. */
function portName(name: string): string | undefined {
  if (/^[a-z_]\w*(\.[a-z_]\w*)*$/i.test(name)) return undefined
  return 'a name has letters, digits and underscores, and begins with no digit.'
}

/** Azure does not tell `Data` from `data`. */
function distinct<T>(schema: Schema<Readonly<Record<string, T>>>): Schema<Readonly<Record<string, T>>> {
  return checked(schema, (_, at) => {
    const seen = new Map<string, string>()
    for (const name of at.keys()) {
      const twin = seen.get(name.toLowerCase())
      if (twin !== undefined) at.keyOf(name).reject(`is the same name as ${twin}: case does not count.`)
      seen.set(name.toLowerCase(), name)
    }
  })
}
