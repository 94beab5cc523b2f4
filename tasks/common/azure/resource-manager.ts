import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import type { AzureSession } from './session.ts'

/** The api-version of every Azure Machine Learning call that goes through the door instead of the SDK. */
export const MACHINE_LEARNING_API = '2025-12-01'

/**
 * Azure's own client for api-version 2022-10-01, over our door: it neither signs in nor retries by itself. Use it
 * where that version carries the call whole; it drops newer properties without a word.
 */
export function machineLearningClient(session: AzureSession): AzureMachineLearningWorkspaces {
  return new AzureMachineLearningWorkspaces(doorSignsIn, session.connection.subscriptionId, {
    endpoint: session.connection.resourceManagerUrl,
    httpClient: session.door.httpClient('ResourceManager'),
    retryOptions: { maxRetries: 0 },
  })
}

/** SDK clients insist on a credential. The door overwrites what this one yields, after checking the host. */
export const doorSignsIn = {
  getToken: () => Promise.resolve({ token: 'set-by-the-door', expiresOnTimestamp: Date.now() + 3_600_000 }),
}

/** `{resource manager}{id}?api-version=...&...` for an ARM id that begins with a slash. */
export function resourceUrl(
  session: AzureSession,
  id: string,
  query: Readonly<Record<string, string>> = {},
  apiVersion = MACHINE_LEARNING_API,
): string {
  const search = new URLSearchParams({ 'api-version': apiVersion, ...query })
  return `${session.connection.resourceManagerUrl}${id}?${search.toString()}`
}
