import type { Servers, World } from '../core/world.ts'

/** The map behind a workspace's discoveryUrl; `api` is the key that clients read. No token asked. */
export function discoveryRoute({ endpoints }: World, { dataPlane }: Servers): void {
  dataPlane.get('/discovery', { config: { anonymous: true } }, () => ({ api: endpoints.dataPlane }))
}
