import type { EndpointResource, EndpointSpec, Traffic } from './endpoint.ts'

const AUTH_MODES = { key: 'Key', aml_token: 'AMLToken', aad_token: 'AADToken' } as const
const IDENTITIES = { system_assigned: 'SystemAssigned', user_assigned: 'UserAssigned', none: 'None' } as const
const ACCESS = { enabled: 'Enabled', disabled: 'Disabled' } as const

/** A new endpoint serves nothing. Its identity pulls the image and reads the model, so it has one. */
export const newEndpointBody = (spec: EndpointSpec): object => ({
  location: spec.location,
  tags: spec.tags,
  identity: identityOf(spec),
  properties: {
    authMode: AUTH_MODES[spec.authMode],
    ...(spec.description && { description: spec.description }),
    ...(spec.compute && { compute: spec.compute }),
    ...(spec.publicNetworkAccess && { publicNetworkAccess: ACCESS[spec.publicNetworkAccess] }),
    traffic: {},
    mirrorTraffic: {},
    properties: spec.properties,
  },
})

function identityOf({ identity }: EndpointSpec): object {
  const users = identity?.user_assigned_identities ?? []
  return {
    type: IDENTITIES[identity?.type ?? 'system_assigned'],
    ...(users.length > 0 && {
      userAssignedIdentities: Object.fromEntries(users.map(({ resource_id: id }) => [id, {}])),
    }),
  }
}

/** The endpoint as it is, with other traffic. PATCH cannot change traffic: Azure wants the whole resource back. */
export function endpointBody(
  { location, tags, identity, properties }: EndpointResource,
  traffic: Traffic,
): object {
  return {
    location,
    tags: tags ?? {},
    ...(identity && { identity: identityBody(identity) }),
    properties: {
      authMode: properties.authMode,
      ...(properties.description && { description: properties.description }),
      ...(properties.compute && { compute: properties.compute }),
      ...(properties.publicNetworkAccess && { publicNetworkAccess: properties.publicNetworkAccess }),
      traffic,
      ...(isMirroring(properties.mirrorTraffic) && { mirrorTraffic: properties.mirrorTraffic }),
      properties: ownProperties(properties.properties ?? {}),
    },
  }
}

/** What somebody mirrors by hand goes on. */
const isMirroring = (shares: Traffic | null | undefined): boolean => Object.keys(shares ?? {}).length > 0

function identityBody({ type, userAssignedIdentities }: NonNullable<EndpointResource['identity']>): object {
  const users = Object.keys(userAssignedIdentities ?? {})
  return {
    type,
    ...(users.length > 0 && { userAssignedIdentities: Object.fromEntries(users.map(id => [id, {}])) }),
  }
}

/** Without what the service keeps there for itself. */
const ownProperties = (properties: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).filter(([key]) => !/^(azureml\.|AzureAsyncOperationUri$)/i.test(key)),
  )
