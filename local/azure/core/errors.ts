/** An answer that is not a success, in the wire form of the service that gives it. */
export class AzureError extends Error {
  readonly status: number
  /** An object is sent as JSON, a string as it is. */
  readonly body: object | string
  readonly headers: Record<string, string>

  constructor(status: number, body: object | string, headers: Record<string, string> = {}) {
    super(typeof body === 'string' ? body : JSON.stringify(body))
    this.name = 'AzureError'
    this.status = status
    this.body = body
    this.headers = headers
  }
}

export interface ErrorDetail {
  code: string
  message: string
  target?: string
  details?: ErrorDetail[]
}

/** The envelope of Azure Resource Manager (common-types v3). */
export function armError(
  status: number,
  code: string,
  message: string,
  more: { details?: ErrorDetail[]; target?: string; headers?: Record<string, string> } = {},
): AzureError {
  const { headers, ...rest } = more
  return new AzureError(status, { error: { code, message, ...rest } }, headers)
}

/** What Azure has and local Azure has not: loud, so that nobody takes it for an answer of Azure. */
export function notEmulated(what: string): AzureError {
  return armError(
    501,
    'NotEmulated',
    `Local Azure does not emulate ${what}. Azure may; run this against Azure.`,
  )
}
