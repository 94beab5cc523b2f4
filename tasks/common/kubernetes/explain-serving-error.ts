import { asAzureError } from '../azure/attempt.ts'
import { TaskError } from '../errors.ts'
import { ERROR_CODES, ERROR_PHRASES } from './error-codes.ts'

/** The same failure with cause and remedy, where Azure's words hold a code or a phrase that is known; else as it was. */
export function explainServingError(error: unknown): Error {
  const failure = error instanceof Error ? error : new Error(String(error))
  const service = serviceErrorOf(failure)
  if (!service) return failure
  const known = knownIn(`${service.code} ${service.serviceMessage}`)
  if (!known) return failure
  return new TaskError(failure.message, { cause: known.cause, remedy: known.remedy, error: service })
}

const serviceErrorOf = (error: Error): ReturnType<typeof asAzureError> =>
  asAzureError(error) ?? (error.cause instanceof Error ? asAzureError(error.cause) : undefined)

/** Codes before phrases would hide what the phrase says better: the vague codes wrap the clear words. */
function knownIn(text: string): { readonly cause: string; readonly remedy: string } | undefined {
  const phrase = ERROR_PHRASES.find(candidate => candidate.phrase.test(text))
  return phrase ?? ERROR_CODES.find(({ code }) => new RegExp(`\\b${code}\\b`).test(text))
}
