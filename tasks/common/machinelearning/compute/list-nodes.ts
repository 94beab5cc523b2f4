import { attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** idle, running, preparing, unusable, leaving or preempted. */
export interface ClusterNode {
  readonly nodeId?: string
  readonly privateIpAddress?: string | null
  readonly nodeState?: string
}

/**
 * The nodes of a cluster one by one, those of the first page: enough to name the bad ones. Empty, with a line
 * in the log, where they cannot be listed: what the cluster itself tells then has to do.
 */
export async function listNodes(workspace: Workspace, name: string): Promise<readonly ClusterNode[]> {
  const { session } = workspace
  const url = resourceUrl(session, `${workspace.id}/computes/${name}/listNodes`)
  try {
    const { body } = await attempt(`Listing the nodes of ${name}`, () =>
      session.door.send<{ nodes?: readonly ClusterNode[] | null }>('ResourceManager', {
        method: 'POST',
        url,
        repeatable: true,
      }),
    )
    return body.nodes ?? []
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    session.log.info(`The nodes of ${name} stay unnamed. ${error.message}`)
    return []
  }
}
