import type { World } from '../core/world.ts'
import type { ServiceConnection } from '../description.ts'

/** Issuer and subject in the form of connections made today: the tenant's issuer, a subject of ids. */
export function federationOf({ settings, endpoints }: World, connectionId: string) {
  const base64url = (guid: string) => Buffer.from(guid.replaceAll('-', ''), 'hex').toString('base64url')
  const prefix = `/eid1/c/pub/t/${base64url(settings.tenantId)}/a/${base64url(settings.clientId)}`
  return {
    issuer: `${endpoints.activeDirectory}/${settings.tenantId}/v2.0`,
    subject: `${prefix}/sc/${settings.organizationId}/${connectionId}`,
  }
}

/** The project's service connections: `azure` by federation, `azure-secret` with a client secret. */
export function connectionsOf(world: World): ServiceConnection[] {
  const { serviceConnectionId, secretConnectionId } = world.settings
  return [
    {
      id: serviceConnectionId,
      name: 'azure',
      scheme: 'WorkloadIdentityFederation',
      ...federationOf(world, serviceConnectionId),
    },
    { id: secretConnectionId, name: 'azure-secret', scheme: 'ServicePrincipal' },
  ]
}
