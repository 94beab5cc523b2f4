import type { AzurePlugin } from '../core/world.ts'
import type { Serving } from '../execution/serving/serving.ts'
import { listenInsecure } from './insecure-listener.ts'
import { registerScoring } from './scoring-routes.ts'

/** The router of the AzureML extension: scoring addresses of all online endpoints, with and without TLS. */
export function scoring(serving: Serving): AzurePlugin {
  return {
    name: 'scoring',
    async register(world, servers) {
      registerScoring(world, servers.scoring, serving)
      const close = await listenInsecure(world, servers.scoring)
      world.onClose(close)
    },
  }
}
