import type { AzurePlugin } from '../core/world.ts'
import { registerSecrets } from './secret-routes.ts'
import { seedVault } from './vault-document.ts'
import { registerVaults } from './vault-routes.ts'

/** Key Vault: vaults in Resource Manager, and their secrets on an origin of their own. */
export const keyVault: AzurePlugin = {
  name: 'key-vault',
  register(world, servers) {
    registerVaults(world, servers)
    registerSecrets(world, servers.vault)
    world.onReady(() => seedVault(world))
    world.onReset(() => seedVault(world))
  },
}
