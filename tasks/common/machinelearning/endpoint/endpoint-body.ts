import type { EndpointResource, EndpointSpec, Traffic } from './endpoint.ts'

const AUTH_MODES = { key: 'Key', aml_token: 'AMLToken' } as const

/** A new endpoint serves nothing. Its identity pulls the image and reads the model, so it has one. */
export const newEndpointBody = (spec: EndpointSpec): object => ({
  location: spec.location,
  tags: spec.tags,
  identity: { type: 'SystemAssigned' },
  properties: {
    authMode: AUTH_MODES[spec.authMode],
    ...(spec.description && { description: spec.description }),
    ...(spec.compute && { compute: spec.compute }),
    traffic: {},
    properties: spec.properties,
  },
})

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
      properties: ownProperties(properties.properties ?? {}),
    },
  }
}

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
