import { AzureError } from '../core/errors.ts'

/** An answer of the router itself, not of the model. */
export const refusal = (status: number, message: string, headers: Record<string, string> = {}): AzureError =>
  new AzureError(status, { message }, headers)
