import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { AzureError } from '../../core/errors.ts'
import { type MfeContext, mfeValidation } from '../../core/mfe-errors.ts'

const ajv = new Ajv({ allErrors: true, strict: false, discriminator: true })

export type Fields = Record<string, unknown>

/**
 * A check of a request's body; what it refuses is worded as the front end words it. Answers the body's `properties`.
 *
 * @throws AzureError 400 naming each field that breaks a rule
 */
export type BodyCheck = (body: unknown, context: MfeContext) => Fields

/**
 * @param schema JSON schema of the whole body
 * @param noun such as `job`, for the message
 */
export function bodyCheck(noun: string, schema: object): BodyCheck {
  const validate: ValidateFunction = ajv.compile(schema)
  return (body, context) => {
    if (!validate(body ?? {})) throw invalidBody(noun, validate.errors ?? [], context)
    return withTextValues((body as { properties?: Fields } | undefined)?.properties ?? {})
  }
}

/** Numbers in tags and properties come back as text: the official client itself sends `hash_version` as a number. */
function withTextValues(fields: Fields): Fields {
  const maps = ['tags', 'properties'].flatMap(name => {
    const map = fields[name]
    return typeof map === 'object' && map !== null ? [[name, texts(map as Fields)] as const] : []
  })
  return { ...fields, ...Object.fromEntries(maps) }
}

const texts = (map: Fields): Fields =>
  Object.fromEntries(
    Object.entries(map).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
  )

function invalidBody(noun: string, errors: ErrorObject[], context: MfeContext): AzureError {
  const details = errors
    .filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'if')
    .map(error => ({ code: 'InvalidProperty', message: explain(error), target: error.instancePath || '/' }))
  const reasons = details.map(({ message }) => message).join(' ')
  return mfeValidation(`The ${noun} definition is invalid. ${reasons}`, context, details)
}

function explain({ instancePath, message, params }: ErrorObject): string {
  const allowed = 'allowedValues' in params ? `: ${String(params['allowedValues'])}` : ''
  return `${instancePath || 'The body'} ${message ?? 'is invalid'}${allowed}.`
}

/** A body's fields over the service's defaults: null asks for the default. */
export const withDefaults = (defaults: Fields, sent: Fields): Fields => ({
  ...defaults,
  ...Object.fromEntries(
    Object.entries(sent).filter(([name, value]) => value !== null || !(name in defaults)),
  ),
})

/** Schema words that several resources share; the service takes null wherever a field is optional. */
export const optional = {
  string: { type: ['string', 'null'] },
  boolean: { type: ['boolean', 'null'] },
  integer: { type: ['integer', 'null'] },
  object: { type: ['object', 'null'] },
  stringMap: { type: ['object', 'null'], additionalProperties: { type: ['string', 'number', 'null'] } },
}

/** A required string that must hold at least one word character. */
export const word = { type: 'string', minLength: 1, pattern: '[a-zA-Z0-9_]' }

/** One of the service's words; it reads them in any case, as the official client sends some in lower case. */
export const anyCase = (...words: readonly string[]): object => ({
  type: ['string', 'null'],
  pattern: `^(${words.map(word => word.replace(/[a-z]/gi, inAnyCase)).join('|')})$`,
})

const inAnyCase = (letter: string): string => `[${letter.toUpperCase()}${letter.toLowerCase()}]`

/** As the service writes such a word: `hour` -> `Hour`. */
export const capitalized = (word: unknown): unknown =>
  typeof word === 'string' ? word.charAt(0).toUpperCase() + word.slice(1).toLowerCase() : word
