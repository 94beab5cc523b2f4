import { isObject } from '../is-object.ts'

export interface AzureErrorFields {
  readonly status: number
  readonly code: string
  readonly message: string
  /** Every code in the body, details and inner errors included; without them only `code` is known. */
  readonly codes?: readonly string[]
  readonly requestId: string | undefined
  /** `GET host/path`, without query. */
  readonly call: string
}

/** An answer of Azure that is no success. The runner prints its code, message and request id under our own sentence. */
export class AzureError extends Error {
  override readonly name = 'AzureError'
  readonly status: number
  readonly code: string
  readonly serviceMessage: string
  readonly codes: readonly string[]

  constructor(fields: AzureErrorFields) {
    const id = fields.requestId ? ` (request id ${fields.requestId})` : ''
    super(`${fields.call} answered ${fields.status} ${fields.code}: ${fields.message}${id}`)
    this.status = fields.status
    this.code = fields.code
    this.serviceMessage = fields.message
    this.codes = fields.codes ?? [fields.code]
  }
}

type Words = Pick<AzureErrorFields, 'code' | 'message'> & { readonly codes: readonly string[] }

/** The code and message in an error body: ARM's envelope, AKS' flat one, MLflow's, or none. Details are joined. */
export function readErrorBody(text: string | null | undefined): Words {
  const body = parse(text)
  const error = asRecord(body?.['error']) ?? body
  if (!error) return { code: 'Unknown', message: (text ?? '').slice(0, 500) || 'no body', codes: [] }
  const code = textOf(error['code']) ?? textOf(error['error_code']) ?? 'Unknown'
  const message =
    textOf(error['message']) ?? textOf(error['error_description']) ?? JSON.stringify(error).slice(0, 500)
  return { code, message: [message, ...detailsOf(error)].join(' '), codes: [...new Set(codesIn(body))] }
}

/** Azure nests: details in details, inner errors in `additionalInfo`, JSON of another service in a message. */
function codesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(codesIn)
  if (typeof value === 'string') return value.startsWith('{') ? codesIn(parse(value)) : []
  return Object.entries(asRecord(value) ?? {}).flatMap(([key, inner]) => {
    const code = /^(sub_?|error_?)?code$/i.test(key) ? textOf(inner) : undefined
    return code === undefined ? codesIn(inner) : [code]
  })
}

function detailsOf(error: Record<string, unknown>): string[] {
  const details = Array.isArray(error['details']) ? error['details'] : []
  return details.map(asRecord).flatMap(detail => {
    const message = textOf(detail?.['message'])
    const own = message ? [`[${textOf(detail?.['code']) ?? 'detail'}] ${message}`] : []
    return detail ? [...own, ...detailsOf(detail)] : own
  })
}

function parse(text: string | null | undefined): Record<string, unknown> | undefined {
  try {
    return asRecord(JSON.parse(text ?? ''))
  } catch {
    return undefined // not JSON: the caller shows the text itself
  }
}

const asRecord = (value: unknown): Record<string, unknown> | undefined =>
  isObject(value) ? value : undefined

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
