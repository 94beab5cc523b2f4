import { attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import { assetId } from '../asset-id.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** The ARM id of the environment version that was created last: what `name@latest` means. */
export async function latestEnvironment(workspace: Workspace, name: string): Promise<string> {
  const { session } = workspace
  const query = { $orderBy: 'createdtime desc', $top: '1', listViewType: 'ActiveOnly' }
  const url = resourceUrl(session, `${workspace.id}/environments/${name}/versions`, query)
  return attempt(`Reading environment ${name}`, async () => {
    const { body } = await session.door.send<{ value?: { name: string }[] }>('ResourceManager', {
      method: 'GET',
      url,
    })
    const [latest] = body.value ?? []
    if (latest) return assetId(workspace, 'environments', name, latest.name)
    throw new TaskError(`The workspace has no environment ${name}.`, {
      remedy: 'Check its name, or describe the environment in the job file (image and conda_file).',
    })
  })
}
