import { TaskError } from '../errors.ts'
import type { AzureError } from './azure-error.ts'

/** A failed call as an error for people: what was attempted, the likely cause by status and code, what to do. */
export function explainAzureError(attempt: string, error: AzureError): TaskError {
  return new TaskError(`${attempt} failed: ${error.serviceMessage}`, { ...adviceFor(error), error })
}

function adviceFor({ status, code }: AzureError): { cause?: string; remedy?: string } {
  if (status === 401) {
    return {
      cause: 'Azure does not accept the identity of the service connection for this tenant or service.',
      remedy: 'Verify the service connection (Project settings > Service connections) and its tenant.',
    }
  }
  if (status === 403) {
    return {
      cause: 'The identity of the service connection lacks a role.',
      remedy:
        'Grant it a role that holds the action named above (for training: AzureML Data Scientist on the workspace, and Storage Blob Data Contributor on its storage account); new roles take some minutes to act.',
    }
  }
  if (status === 429) {
    return {
      cause: 'Azure throttles this subscription.',
      remedy: 'Run again later, or run fewer pipelines at once.',
    }
  }
  if (status === 404 && /^(ResourceGroupNotFound|SubscriptionNotFound|ResourceNotFound)$/.test(code)) {
    return {
      remedy: 'Check subscription, resource group and workspace names in the task and in its connection.',
    }
  }
  return status >= 500 ? { cause: 'Azure had an error of its own.', remedy: 'Run again.' } : {}
}
