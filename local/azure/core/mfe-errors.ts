import { AzureError, type ErrorDetail } from './errors.ts'
import { newHex } from './ids.ts'

export interface MfeContext {
  location: string
  time: Date
}

/**
 * The error of Azure ML's front end ("managementfrontend"): code and message are for people, the machine
 * readable reason sits in additionalInfo's InnerError.
 */
export function mfeError(
  status: number,
  error: { code: string; message: string; inner?: string; details?: ErrorDetail[] },
  context: MfeContext,
): AzureError {
  const { code, message, inner, details = [] } = error
  return new AzureError(
    status,
    { error: { code, message, details, additionalInfo: additionalInfo(inner, context) } },
    { 'x-ms-response-type': 'error' },
  )
}

/** 404 of the front end: the code is UserError, not NotFound. */
export const mfeNotFound = (what: string, context: MfeContext): AzureError =>
  mfeError(404, { code: 'UserError', message: `${what} not found.`, inner: 'NotFoundError' }, context)

/** 400 for a body that breaks a rule of the service. */
export const mfeValidation = (
  message: string,
  context: MfeContext,
  details: ErrorDetail[] = [],
): AzureError => mfeError(400, { code: 'ValidationError', message, inner: 'BadArgument', details }, context)

/** 400 for what a user may not do, such as changing an immutable asset. */
export const mfeUserError = (message: string, context: MfeContext, inner = 'BadArgument'): AzureError =>
  mfeError(400, { code: 'UserError', message, inner }, context)

/** 409 for an asset version that exists already. */
export const mfeConflict = (message: string, context: MfeContext, inner = 'ResourceConflict'): AzureError =>
  mfeError(409, { code: 'UserError', message, inner }, context)

function additionalInfo(inner: string | undefined, { location, time }: MfeContext) {
  const info = [
    { type: 'ComponentName', info: { value: 'managementfrontend' } },
    { type: 'Correlation', info: { value: { operation: newHex(32), request: newHex(16) } } },
    { type: 'Environment', info: { value: location } },
    { type: 'Location', info: { value: location } },
    { type: 'Time', info: { value: time.toISOString() } },
  ]
  return inner ? [...info, { type: 'InnerError', info: { value: { code: inner, innerError: null } } }] : info
}
