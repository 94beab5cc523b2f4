export interface AzureErrorFields {
  readonly status: number
  readonly code: string
  readonly message: string
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

  constructor(fields: AzureErrorFields) {
    const id = fields.requestId ? ` (request id ${fields.requestId})` : ''
    super(`${fields.call} answered ${fields.status} ${fields.code}: ${fields.message}${id}`)
    this.status = fields.status
    this.code = fields.code
    this.serviceMessage = fields.message
  }
}

/** The code and message in an error body: ARM's envelope, AKS' flat one, MLflow's, or none. Details are joined. */
export function readErrorBody(text: string | null | undefined): { code: string; message: string } {
  const body = parse(text)
  const error = asRecord(body?.['error']) ?? body
  if (!error) return { code: 'Unknown', message: (text ?? '').slice(0, 500) || 'no body' }
  const code = textOf(error['code']) ?? textOf(error['error_code']) ?? 'Unknown'
  const message =
    textOf(error['message']) ?? textOf(error['error_description']) ?? JSON.stringify(error).slice(0, 500)
  return { code, message: [message, ...detailsOf(error)].join(' ') }
}

function detailsOf(error: Record<string, unknown>): string[] {
  const details = Array.isArray(error['details']) ? error['details'] : []
  return details.map(asRecord).flatMap(detail => {
    const message = textOf(detail?.['message'])
    return message ? [`[${textOf(detail?.['code']) ?? 'detail'}] ${message}`] : []
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
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
