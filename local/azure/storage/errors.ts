import { AzureError } from '../core/errors.ts'
import { newGuid } from '../core/ids.ts'

/** The XML error of Azure Storage, with the code repeated in the header that SDKs read. */
export function storageError(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
) {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\nRequestId:${newGuid()}\nTime:${new Date().toISOString()}</Message></Error>`
  return new AzureError(status, body, {
    'content-type': 'application/xml',
    'x-ms-error-code': code,
    ...headers,
  })
}

const CHALLENGE = {
  'www-authenticate':
    'Bearer authorization_uri=https://login.microsoftonline.com/ resource_id=https://storage.azure.com',
}

export const noAuthentication = () =>
  storageError(
    401,
    'NoAuthenticationInformation',
    'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
    CHALLENGE,
  )

export const anonymousRefused = () =>
  storageError(409, 'PublicAccessNotPermitted', 'Public access is not permitted on this storage account.')

export const invalidAuthentication = (detail: string) =>
  storageError(
    401,
    'InvalidAuthenticationInfo',
    `Server failed to authenticate the request. ${detail}`,
    CHALLENGE,
  )

/** A SAS or shared key whose signature, life or shape is wrong. */
export const authenticationFailed = (detail: string) =>
  storageError(
    403,
    'AuthenticationFailed',
    `Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature. ${detail}`,
  )

export const keysRefused = () =>
  storageError(
    403,
    'KeyBasedAuthenticationNotPermitted',
    'Key based authentication is not permitted on this storage account.',
  )

export const roleMissing = () =>
  storageError(
    403,
    'AuthorizationPermissionMismatch',
    'This request is not authorized to perform this operation using this permission.',
  )

export const resourceMismatch = () =>
  storageError(
    403,
    'AuthorizationResourceTypeMismatch',
    'This request is not authorized to perform this operation using this resource type.',
  )

export const accountNotFound = () =>
  storageError(404, 'ResourceNotFound', 'The specified storage account does not exist.')

export const invalidRange = (size: string) =>
  storageError(416, 'InvalidRange', 'The range specified is invalid for the current size of the resource.', {
    'content-range': `bytes */${size}`,
  })
