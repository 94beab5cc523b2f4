const SECRET_HEADERS = /^(authorization|x-azureml-token|x-ms-copy-source-authorization|cookie|set-cookie)$/i
const SECRET_KEYS =
  /(password|secret|connection_?string|(account|api|access|primary|secondary)_?key|serviceprincipalkey|sas_?token|(access|refresh|id|oidc)_?token|client_assertion|^key_?value|^token)$/i
/** `key` alone names a metric more often than a secret: only what looks like one is taken for one. */
const LOOKS_LIKE_KEY = /^[\w+/=-]{32,}$/

/** Objects whose values are all secrets, whatever their names. */
const SECRET_OBJECTS = /^configurationProtectedSettings$/i

const MASK = '***'

export interface NameValue {
  name: string
  value: string
}

/** Signatures of SAS links, wherever they stand in a text. */
export const redactText = (text: string): string => text.replace(/([?&]sig=)[^&"\\\s]+/gi, `$1${MASK}`)

export function redactHeaders(headers: Record<string, string | number | string[] | undefined>): NameValue[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map(one => ({
      name,
      value: SECRET_HEADERS.test(name) ? MASK : redactText(String(one)),
    })),
  )
}

/** JSON and form bodies without the values of secret keys; other text without signatures. */
export function redactBody(text: string, mimeType: string): string {
  if (/x-www-form-urlencoded/i.test(mimeType)) return redactForm(text)
  const parsed = parse(text)
  return redactText(parsed === undefined ? text : JSON.stringify(redactValue(parsed)))
}

/** A vault's secret without its value; text that is no such JSON is left out altogether. */
export function redactSecret(text: string): string {
  const parsed = parse(text)
  if (typeof parsed !== 'object' || parsed === null) return MASK
  return JSON.stringify(
    'value' in parsed && typeof parsed.value === 'string' ? { ...parsed, value: MASK } : parsed,
  )
}

function redactForm(text: string): string {
  const form = [...new URLSearchParams(text)].map(([key, value]) => [
    key,
    SECRET_KEYS.test(key) ? MASK : value,
  ])
  return new URLSearchParams(form as [string, string][]).toString()
}

const isSecret = (key: string, value: string): boolean =>
  SECRET_KEYS.test(key) || (key === 'key' && LOOKS_LIKE_KEY.test(value))

function redactValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactValue)
  if (typeof value !== 'object' || value === null) return value
  const marked = 'isSecret' in value && value.isSecret === true
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_OBJECTS.test(key) ? maskAll(inner) : marked && key === 'value' ? MASK : redactEntry(key, inner),
    ]),
  )
}

const redactEntry = (key: string, value: unknown): unknown =>
  typeof value === 'string' && isSecret(key, value) ? MASK : redactValue(withoutValue(key, value))

/** `{"password": {"type": "Opaque", "value": "..."}}` of a registry's credentials. */
const withoutValue = (key: string, value: unknown): unknown =>
  SECRET_KEYS.test(key) && typeof value === 'object' && value !== null && 'value' in value
    ? { ...value, value: MASK }
    : value

const maskAll = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.keys(value).map(key => [key, MASK]))
    : value

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
