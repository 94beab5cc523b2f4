import type { World } from '../core/world.ts'

/** Who may do what with secrets where the vault does not go by roles. */
export interface AccessPolicy {
  tenantId: string
  objectId: string
  permissions: { secrets?: string[] }
}

/** A vault as stored; its address is added when it is read, because the port may change. */
export interface VaultDocument {
  id: string
  name: string
  location: string
  tags: Record<string, string>
  enableRbacAuthorization: boolean
  accessPolicies: AccessPolicy[]
  publicNetworkAccess: 'Enabled' | 'Disabled'
}

export const vaultsOf = (world: World) => world.store.collection<VaultDocument>('vaults')

/** Azure gives each vault a host of its own; here the name is the first part of the path. */
export const vaultUri = ({ settings }: World, name: string): string =>
  `https://localhost:${settings.ports.vault ?? 0}/${name}/`

export function renderVault(world: World, vault: VaultDocument): object {
  const { id, name, location, tags, ...properties } = vault
  return {
    id,
    name,
    type: 'Microsoft.KeyVault/vaults',
    location,
    tags,
    properties: {
      sku: { family: 'A', name: 'standard' },
      tenantId: world.settings.tenantId,
      ...properties,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      provisioningState: 'Succeeded',
      vaultUri: vaultUri(world, name),
    },
  }
}

/** The vault with which the workspace was born. */
export function seedVault(world: World): void {
  const { subscriptionId, resourceGroup, location } = world.settings
  const name = 'kv-mlops'
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${name}`
  if (vaultsOf(world).has(id)) return
  vaultsOf(world).put(id, {
    ...{ id, name, location, tags: {} },
    ...{ enableRbacAuthorization: true, accessPolicies: [], publicNetworkAccess: 'Enabled' },
  })
}
