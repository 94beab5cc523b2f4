import { AzureError } from '../core/errors.ts'

/** The container service answers errors flat, without the `error` envelope of Resource Manager. */
export const flatError = (status: number, code: string, message: string): AzureError =>
  new AzureError(status, { code, details: null, message, subcode: '' })

export const invalidParameter = (message: string): AzureError => flatError(400, 'InvalidParameter', message)
