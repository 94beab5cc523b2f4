import type { FederatedCredential } from '../core/principals.ts'
import type { World } from '../core/world.ts'

/** What Entra must find in an id token of Azure DevOps. */
export const TOKEN_EXCHANGE = 'api://AzureADTokenExchange'

/**
 * The credential that trusts a service connection, in the form of connections made today: the tenant's own
 * issuer, and a subject made of ids (names may change).
 */
export function federatedCredential(
  { settings, endpoints }: World,
  clientId: string,
  connectionId: string,
): FederatedCredential {
  const prefix = `/eid1/c/pub/t/${shortId(settings.tenantId)}/a/${shortId(clientId)}`
  return {
    issuer: `${endpoints.activeDirectory}/${settings.tenantId}/v2.0`,
    subject: `${prefix}/sc/${settings.organizationId}/${connectionId}`,
    audience: TOKEN_EXCHANGE,
  }
}

/** A GUID's bytes in base64url. */
const shortId = (guid: string) => Buffer.from(guid.replaceAll('-', ''), 'hex').toString('base64url')
