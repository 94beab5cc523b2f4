import type { AzurePlugin } from '../core/world.ts'
import { renewTrust, seedConnections } from './connections.ts'
import { idTokenRoute } from './id-token-route.ts'

/** Azure DevOps: the collection's endpoints that a job calls. */
export const devops: AzurePlugin = {
  name: 'devops',
  async register(world, { devops: app }) {
    await idTokenRoute(world, app)
    const seed = () => {
      seedConnections(world)
      renewTrust(world)
    }
    world.onReady(seed)
    world.onReset(seed)
  },
}
