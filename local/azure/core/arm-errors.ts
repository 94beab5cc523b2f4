import { armError, type AzureError } from './errors.ts'

export const missingApiVersion = (): AzureError =>
  armError(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  )

export const invalidApiVersion = (version: string): AzureError =>
  armError(
    400,
    'InvalidApiVersionParameter',
    `The api-version '${version}' is invalid. The supported versions are dates of the form YYYY-MM-DD, optionally followed by -preview.`,
  )

export const subscriptionNotFound = (id: string): AzureError =>
  armError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`)

export const resourceGroupNotFound = (name: string): AzureError =>
  armError(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`)

/** @param resource such as `Microsoft.MachineLearningServices/workspaces/w` */
export const resourceNotFound = (resource: string, resourceGroup: string): AzureError =>
  armError(
    404,
    'ResourceNotFound',
    `The Resource '${resource}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  )

export const authenticationRequired = (): AzureError =>
  armError(
    401,
    'AuthenticationFailed',
    "Authentication failed. The 'Authorization' header is missing.",
    challenge(),
  )

export const invalidToken = (why: string): AzureError =>
  armError(401, 'InvalidAuthenticationToken', `The access token is invalid: ${why}.`, challenge())

export const invalidAudience = (audience: string, allowed: string[]): AzureError =>
  armError(
    401,
    'InvalidAuthenticationTokenAudience',
    `The access token has been obtained for wrong audience or resource '${audience}'. It should exactly match with one of the allowed audiences '${allowed.join("','")}'.`,
    challenge(),
  )

export const invalidTenant = (issuer: string, expected: string): AzureError =>
  armError(
    401,
    'InvalidAuthenticationTokenTenant',
    `The access token is from the wrong issuer '${issuer}'. It must match the tenant '${expected}' associated with this subscription. Please use the authority (URL) '${expected}' to get the token.`,
    challenge(),
  )

export const expiredToken = (): AzureError =>
  armError(
    401,
    'ExpiredAuthenticationToken',
    'The access token expiry UTC time is earlier than current UTC time.',
    challenge(),
  )

/** The sentence that users meet when a role assignment is missing. */
export const authorizationFailed = (
  caller: { appId: string; objectId: string },
  action: string,
  scope: string,
): AzureError =>
  armError(
    403,
    'AuthorizationFailed',
    `The client '${caller.appId}' with object id '${caller.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  )

export const conflict = (message: string, code = 'Conflict'): AzureError => armError(409, code, message)

export const badRequest = (message: string, code = 'BadRequest'): AzureError => armError(400, code, message)

export const tooManyRequests = (seconds: number): AzureError =>
  armError(
    429,
    'SubscriptionRequestsThrottled',
    `Number of requests for subscription exceeded the limit. Please try again after '${seconds}' seconds.`,
    { headers: { 'retry-after': String(seconds) } },
  )

export const quotaExceeded = (message: string): AzureError => armError(400, 'QuotaExceeded', message)

const challenge = () => ({ headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })
