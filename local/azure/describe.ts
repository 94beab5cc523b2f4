import type { World } from './core/world.ts'
import type { AzureDescription } from './description.ts'
import { connectionsOf } from './devops/connections.ts'

export function describe(world: World): AzureDescription {
  const { settings, endpoints, stateDirectory, certificates } = world
  const { tenantId, clientId, clientSecret, subscriptionId, subscriptionName } = settings
  return {
    pid: process.pid,
    stateDirectory,
    caFile: certificates.caFile,
    tenantId,
    clientId,
    clientSecret,
    subscriptionId,
    subscriptionName,
    resourceGroup: settings.resourceGroup,
    workspace: settings.workspace,
    location: settings.location,
    endpoints,
    control: { url: `https://localhost:${settings.ports.control}`, token: settings.controlToken },
    serviceConnections: connectionsOf(world),
  }
}
