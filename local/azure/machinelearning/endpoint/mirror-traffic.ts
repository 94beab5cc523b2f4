import type { World } from '../../core/world.ts'
import { deploymentsOf } from '../deployment/deployment-document.ts'
import type { EndpointDocument } from './endpoint-document.ts'
import { inferencingRefusal } from './endpoint-errors.ts'

type Mirroring = Pick<EndpointDocument, 'id' | 'traffic' | 'mirrorTraffic'>

/** @throws 400 unless at most half of the requests are copied, to one deployment that serves and has no traffic */
export function checkMirrorTraffic(world: World, endpoint: Mirroring): void {
  const mirrored = Object.entries(endpoint.mirrorTraffic ?? {}).filter(([, percent]) => percent > 0)
  if (mirrored.length > 1) throw refusal(world, 'Traffic can be mirrored to one deployment only.')
  for (const [name, percent] of mirrored) {
    if (percent > 50)
      throw refusal(world, `At most 50 percent of the traffic can be mirrored, not ${percent}.`)
    if (deploymentsOf(world).get(`${endpoint.id}/deployments/${name}`)?.provisioningState !== 'Succeeded')
      throw refusal(
        world,
        `The deployment '${name}' named in mirrorTraffic does not exist or does not serve.`,
      )
    if ((endpoint.traffic[name] ?? 0) > 0)
      throw refusal(world, `The deployment '${name}' has traffic; it cannot get mirrored traffic too.`)
  }
}

const refusal = (world: World, reason: string) => inferencingRefusal(world, reason, 'MirrorTraffic')
