import { AzureError } from '../core/errors.ts'
import { newGuid } from '../core/ids.ts'

/** The OAuth error answer of Entra: the number that people search for, and ids that support asks for. */
function entraError(status: number, error: string, code: number, text: string): AzureError {
  const [trace, correlation] = [newGuid(), newGuid()]
  const timestamp = new Date()
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z')
  return new AzureError(status, {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  })
}

const FEDERATION_HELP =
  'Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation'

export const unknownTenant = (tenant: string) =>
  entraError(
    400,
    'invalid_request',
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  )

export const unknownClient = (clientId: string, tenant: string) =>
  entraError(
    400,
    'unauthorized_client',
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  )

export const wrongSecret = (clientId: string) =>
  entraError(
    401,
    'invalid_client',
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  )

export const missingParameter = (name: string) =>
  entraError(
    400,
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  )

export const unsupportedGrant = (grant: string) =>
  entraError(400, 'unsupported_grant_type', 70003, `The app requested an unsupported grant type '${grant}'.`)

export const credentialRequired = () =>
  entraError(
    401,
    'invalid_client',
    7000216,
    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  )

export const invalidScope = (scope: string) =>
  entraError(
    400,
    'invalid_scope',
    1002012,
    `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  )

export const unknownResource = (resource: string, tenant: string) =>
  entraError(
    400,
    'invalid_resource',
    500011,
    `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  )

export const malformedAssertion = () =>
  entraError(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.')

export const assertionSignature = () =>
  entraError(
    401,
    'invalid_client',
    50013,
    'Assertion failed signature validation. [Reason - The key was not found.]',
  )

export const assertionExpired = (now: Date, expires: Date) =>
  entraError(
    401,
    'invalid_client',
    700024,
    `Client assertion is not within its valid time range. Current time: ${now.toISOString()}, expiry time of assertion ${expires.toISOString()}.`,
  )

export const noFederation = (clientId: string) =>
  entraError(
    401,
    'invalid_client',
    70025,
    `The client '${clientId}' has no configured federated identity credentials.`,
  )

export const unknownIssuer = (issuer: string) => noRecord(700211, `issuer '${issuer}'`)
export const unknownAudience = (audience: string) => noRecord(700212, `audience '${audience}'`)
export const unknownSubject = (subject: string) => noRecord(700213, `subject '${subject}'`)

const noRecord = (code: number, what: string) =>
  entraError(
    401,
    'invalid_client',
    code,
    `No matching federated identity record found for presented assertion ${what}. ${FEDERATION_HELP}`,
  )
