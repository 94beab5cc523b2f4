import { asAzureError, attempt } from '../../azure/attempt.ts'
import type { AzureSession } from '../../azure/session.ts'

/** What Azure tells; undefined, with a warning, where the connection may not read it: a check is then left out. */
export function unlessForbidden<T>(
  session: AzureSession,
  what: string,
  read: () => Promise<T>,
): Promise<T | undefined> {
  return attempt(`Reading ${what}`, async () => {
    try {
      return await read()
    } catch (error) {
      if (asAzureError(error)?.status !== 403) throw error
      session.log.warning(
        `The service connection may not read ${what}, so that check is left out; the role Reader on the subscription allows it.`,
      )
      return undefined
    }
  })
}
