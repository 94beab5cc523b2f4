import { readFileSync } from 'node:fs'

import type { AzureDescription } from '../../azure/description.ts'
import type { ServiceConnection } from './connection.ts'

/** The connections that local Azure is born with. */
export function azureConnections(azure: AzureDescription): ServiceConnection[] {
  return azure.serviceConnections.map(({ id, name, scheme, subject, issuer }) => ({
    id: id.toLowerCase(),
    name,
    url: `${azure.endpoints.resourceManager}/`,
    scheme,
    parameters: {
      tenantid: azure.tenantId,
      serviceprincipalid: azure.clientId,
      ...(scheme === 'WorkloadIdentityFederation'
        ? {
            workloadIdentityFederationSubject: subject ?? '',
            workloadIdentityFederationIssuer: issuer ?? '',
            workloadIdentityFederationIssuerType: 'AzureDevOps',
          }
        : { authenticationType: 'spnKey', serviceprincipalkey: azure.clientSecret }),
    },
    data: connectionData(azure),
  }))
}

function connectionData(azure: AzureDescription): Record<string, string> {
  const { resourceManager, activeDirectory, blob } = azure.endpoints
  return {
    environment: 'AzureCloud',
    scopeLevel: 'Subscription',
    creationMode: 'Manual',
    subscriptionId: azure.subscriptionId,
    subscriptionName: azure.subscriptionName,
    activeDirectoryAuthority: `${activeDirectory}/`,
    environmentAuthorityUrl: `${activeDirectory}/`,
    activeDirectoryServiceEndpointResourceId: 'https://management.core.windows.net/',
    resourceManagerUrl: `${resourceManager}/`,
    environmentUrl: `${resourceManager}/`,
    StorageEndpointSuffix: new URL(blob).host,
  }
}

interface ConnectionFile {
  id?: string
  url?: string
  scheme: string
  parameters: Record<string, string>
  data?: Record<string, string>
}

/**
 * A connection described by a file: JSON `{scheme, parameters, data?, url?}`. What the file leaves out comes from
 * local Azure.
 * @param id GUID for a connection whose file has none
 */
export function readConnection(
  name: string,
  path: string,
  id: string,
  azure: AzureDescription,
): ServiceConnection {
  const file = readFile(name, path)
  return {
    id: (file.id ?? id).toLowerCase(),
    name,
    url: file.url ?? `${azure.endpoints.resourceManager}/`,
    scheme: file.scheme,
    parameters: file.parameters,
    data: { ...connectionData(azure), ...file.data },
  }
}

function readFile(name: string, path: string): ConnectionFile {
  const remedy = 'It has to be JSON like {"scheme": "ServicePrincipal", "parameters": {"tenantid": "…"}}.'
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (isConnectionFile(json)) return json
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The file of the service connection "${name}" cannot be read: ${reason} ${remedy}`, {
      cause: error,
    })
  }
  throw new Error(
    `The file of the service connection "${name}" (${path}) has no scheme or parameters. ${remedy}`,
  )
}

function isConnectionFile(value: unknown): value is ConnectionFile {
  if (typeof value !== 'object' || value === null || !('scheme' in value) || !('parameters' in value))
    return false
  const { scheme, parameters } = value
  if (typeof scheme !== 'string' || typeof parameters !== 'object' || parameters === null) return false
  return Object.values(parameters).every(parameter => typeof parameter === 'string')
}
