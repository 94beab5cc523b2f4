import { attempt } from '../azure/attempt.ts'
import { followOperation } from '../azure/operation-poller.ts'
import { resourceUrl } from '../azure/resource-manager.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'

const ATTACH_IN_MINUTES = 20

/** Attaches a cluster that has the AzureML extension to the workspace, in Kubernetes' own default namespace. */
export async function attachCluster(workspace: Workspace, name: string, cluster: string): Promise<void> {
  const { session, location } = workspace
  const url = resourceUrl(session, `${workspace.id}/computes/${name}`)
  const body = {
    location,
    identity: { type: 'SystemAssigned' },
    properties: {
      computeType: 'Kubernetes',
      resourceId: cluster,
      properties: { namespace: 'default' },
    },
  }
  const answer = await attempt(`Attaching the cluster as compute ${name}`, () =>
    session.door.send('ResourceManager', { method: 'PUT', url, body }),
  )
  await followOperation(session, answer, { what: `Compute ${name}`, deadlineInMinutes: ATTACH_IN_MINUTES })
}
