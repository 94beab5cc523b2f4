import { AzureError } from '../core/errors.ts'

type ErrorCode =
  'RESOURCE_DOES_NOT_EXIST' | 'INVALID_PARAMETER_VALUE' | 'RESOURCE_ALREADY_EXISTS' | 'PERMISSION_DENIED'

/** An error in MLflow's words. @see https://mlflow.org/docs/latest/rest-api.html */
export const mlflowError = (status: number, code: ErrorCode, message: string): AzureError =>
  new AzureError(status, { error_code: code, message })

export const unknownRun = (runId: string): AzureError =>
  mlflowError(404, 'RESOURCE_DOES_NOT_EXIST', `Run with id=${runId} not found`)

export const unknownExperiment = (which: string): AzureError =>
  mlflowError(404, 'RESOURCE_DOES_NOT_EXIST', `Could not find experiment with ${which}`)

export const invalidParameter = (message: string): AzureError =>
  mlflowError(400, 'INVALID_PARAMETER_VALUE', message)
