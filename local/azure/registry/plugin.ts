import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AzurePlugin, World } from '../core/world.ts'
import { createWatchdog } from '../execution/processes/watchdog.ts'
import { registryControl } from './control-routes.ts'
import { registryDataPlane } from './data-plane/plugin.ts'
import { createRegistryTokens } from './data-plane/registry-tokens.ts'
import { layoutOf } from './layout/layout.ts'
import { seedRegistry } from './resource/registry-document.ts'
import { registryRoutes } from './resource/registry-routes.ts'
import { buildContainer } from './runs/build-storage.ts'
import { createRunExecutor, endLostRuns } from './runs/executor.ts'
import { runRoutes } from './runs/run-routes.ts'

/** Azure Container Registry: the resource, its builds, and the registry's own API. */
export const containerRegistry: AzurePlugin = {
  name: 'registry',
  async register(world, servers) {
    const layout = layoutOf(world)
    const watchdog = createWatchdog()
    const tokens = await createRegistryTokens(world)
    const tools = { layout, watchdog, ca: world.certificates.ca, buildToken: () => tokens.buildToken() }
    const executor = createRunExecutor(world, tools)
    registryRoutes(world, servers)
    runRoutes(world, servers, executor)
    registryDataPlane(world, servers.registry, tokens, layout)
    registryControl(world, servers)
    world.onReady(async () => {
      await seed(world)
      await rm(join(layout.directory, 'runs'), { recursive: true, force: true })
      await endLostRuns(world)
    })
    world.onReset(async () => {
      await executor.stopAll()
      layout.clear()
      await seed(world)
    })
    world.onClose(async () => {
      await executor.stopAll()
      watchdog.close()
    })
  },
}

async function seed(world: World): Promise<void> {
  seedRegistry(world)
  await world.blobs.createContainer(buildContainer(world))
}
