import { RestError } from '@azure/core-rest-pipeline'
import { AzureError, readErrorBody } from './azure-error.ts'
import { explainAzureError } from './explain-azure-error.ts'
import { requestIdOf } from './trace.ts'

/** Runs calls to Azure; a refusal becomes an error for people that begins with `what`, as `Reading workspace x`. */
export async function attempt<T>(what: string, calls: () => Promise<T>): Promise<T> {
  try {
    return await calls()
  } catch (error) {
    const refusal = asAzureError(error)
    throw refusal ? explainAzureError(what, refusal) : error
  }
}

/** Undefined instead of an error where Azure answers 404. */
export async function orNotFound<T>(calls: () => Promise<T>): Promise<T | undefined> {
  try {
    return await calls()
  } catch (error) {
    if (asAzureError(error)?.status === 404) return undefined
    throw error
  }
}

/** Both doors and both SDK generations say no in their own way; this is the one reading of it. */
export function asAzureError(error: unknown): AzureError | undefined {
  if (error instanceof AzureError) return error
  if (!(error instanceof RestError) || error.statusCode === undefined) return undefined
  const { response, request } = error
  const url = new URL(request?.url ?? 'https://unknown')
  return new AzureError({
    status: error.statusCode,
    ...wordsOf(error),
    requestId: response && requestIdOf(response),
    call: `${request?.method ?? 'A request'} ${url.host}${url.pathname}`,
  })
}

/** Storage speaks XML, of which its SDK has read the code; everything else is read here. */
function wordsOf({ response, code, message }: RestError): { code: string; message: string } {
  const body = response?.bodyAsText
  const words = body ? readErrorBody(body) : { code: 'Unknown', message }
  return words.code === 'Unknown' && code !== undefined ? { code, message } : words
}
