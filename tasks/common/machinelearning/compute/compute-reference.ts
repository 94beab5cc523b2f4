import { attempt, orNotFound } from '../../azure/attempt.ts'
import { listAll } from '../../azure/list-all.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import type { Workspace } from '../workspace/workspace.ts'

/**
 * The ARM id of the compute that a job names (`azureml:cpu-cluster`, `cpu-cluster`, an ARM id), checked to exist.
 * Undefined for serverless.
 */
export async function resolveCompute(
  workspace: Workspace,
  reference: string | undefined,
): Promise<string | undefined> {
  const name = reference?.replace(/^azureml:/, '')
  if (!name || name.toLowerCase() === 'serverless') return undefined
  if (name.startsWith('/subscriptions/')) return name
  const { session } = workspace
  const id = `${workspace.id}/computes/${name}`
  return attempt(`Reading compute ${name}`, async () => {
    const url = resourceUrl(session, id)
    const found = await orNotFound(() => session.door.send('ResourceManager', { method: 'GET', url }))
    if (found) return id
    throw new TaskError(`The workspace ${workspace.name} has no compute "${name}".`, {
      cause: `Its computes are: ${(await computeNames(workspace)).join(', ') || 'none'}.`,
      remedy: 'Correct the name in the job, or create the cluster first with MLOpsProvisionCompute@1.',
    })
  })
}

async function computeNames(workspace: Workspace): Promise<string[]> {
  const { session } = workspace
  const url = resourceUrl(session, `${workspace.id}/computes`)
  return (await listAll<{ name: string }>(session, url)).map(compute => compute.name)
}
