import { asAzureError } from '../azure/attempt.ts'
import { TaskError } from '../errors.ts'
import { findAdvice, isVaguelyKnown, type Said } from './find-advice.ts'

/** The same failure with cause and remedy, where Azure's words hold a code or a phrase that is known; else as it was. */
export function explainServingError(error: unknown): Error {
  const failure = error instanceof Error ? error : new Error(String(error))
  const service = serviceErrorOf(failure)
  if (!service) return failure
  const said: Said = { codes: service.codes, text: `${service.code} ${service.serviceMessage}` }
  const known = findAdvice(said)
  if (!known || (hasAdvice(failure) && isVaguelyKnown(said))) return failure
  return new TaskError(failure.message, {
    cause: known.cause,
    remedy: `${known.remedy} More: ${known.source}`,
    error: service,
  })
}

const serviceErrorOf = (error: Error): ReturnType<typeof asAzureError> =>
  asAzureError(error) ?? (error.cause instanceof Error ? asAzureError(error.cause) : undefined)

const hasAdvice = (error: Error): boolean => error instanceof TaskError && error.remedy !== undefined
