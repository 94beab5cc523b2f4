import type { World } from '../../core/world.ts'
import type { Serving } from '../../execution/serving/serving.ts'
import { endpointsOf } from '../endpoint/endpoint-document.ts'
import { type DeploymentDocument, deploymentsOf } from './deployment-document.ts'
import { asOfKind } from './managed-failure.ts'

/** What operations on deployments do, and what becomes of a deployment when one ends. */
export function defineDeploymentOperations(world: World, serving: Serving): void {
  const change = (id: string, fields: Partial<DeploymentDocument>) => {
    const deployment = deploymentsOf(world).get(id)
    if (deployment) deploymentsOf(world).put(id, { ...deployment, ...fields })
  }
  const failed = ({ resourceId }: { resourceId: string }) =>
    change(resourceId, { provisioningState: 'Failed' })
  const succeeded = ({ resourceId }: { resourceId: string }) =>
    change(resourceId, { provisioningState: 'Succeeded', wasMade: true })
  for (const kind of ['deployment.create', 'deployment.update'])
    world.operations.define(kind, {
      dialect: 'mfe',
      work: async ({ resourceId }) => {
        const deployment = deploymentsOf(world).get(resourceId)
        if (deployment) await bringUp(serving, deployment)
      },
      succeeded,
      failed,
    })
  world.operations.define('deployment.scale', { dialect: 'mfe', succeeded, failed })
  world.operations.define('deployment.delete', {
    dialect: 'mfe',
    runningStatus: 'Deleting',
    work: ({ resourceId }) => serving.remove(resourceId),
    succeeded({ resourceId }) {
      forgetTraffic(world, resourceId)
      deploymentsOf(world).delete(resourceId)
    },
    failed,
  })
}

async function bringUp(serving: Serving, deployment: DeploymentDocument): Promise<void> {
  try {
    await serving.deploy(deployment)
  } catch (error) {
    throw asOfKind(deployment, error)
  }
}

/** A deployment that is gone is not named in the endpoint's traffic any more. */
function forgetTraffic(world: World, id: string): void {
  const endpoint = endpointsOf(world).get(id.replace(/\/deployments\/[^/]+$/i, ''))
  const name = deploymentsOf(world).get(id)?.name
  if (!endpoint || name === undefined) return
  const { [name]: _gone, ...traffic } = endpoint.traffic
  const { [name]: _copied, ...mirrorTraffic } = endpoint.mirrorTraffic ?? {}
  endpointsOf(world).put(endpoint.id, { ...endpoint, traffic, mirrorTraffic })
}
