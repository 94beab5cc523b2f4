import { TaskError } from '../errors.ts'
import { asAzureError } from './attempt.ts'

/** Conflicts that no waiting ends: Resource Manager and the providers answer them with 409, too. */
const LASTING =
  /^(MissingSubscriptionRegistration|SubscriptionNotRegistered|ReadOnlyDisabledSubscription|ScopeLocked|InvalidResourceLocation|ResourceGroupBeingDeleted|SkuNotAvailable|QuotaExceeded)$/i

/** True where Azure refused a write because another operation on the same resource goes on. */
export function isBusy(error: unknown): boolean {
  const refusal = error instanceof TaskError ? asAzureError(error.cause) : undefined
  return refusal?.status === 409 && !LASTING.test(refusal.code)
}
