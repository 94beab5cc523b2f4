import type { DataCollector } from '../../specification/deployment/data-collector.ts'
import { registerFolder } from '../data/register-folder.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** Where Azure writes what it collects, unless another folder is named. */
const COLLECTED = 'azureml://datastores/workspaceblobstore/paths/modelDataCollector'

/**
 * The data assets under which what is collected will be found, one for each collection; made before the deployment, as
 * the official client does.
 */
export async function registerCollections(
  workspace: Workspace,
  { collections }: DataCollector,
  { endpoint, deployment }: { endpoint: string; deployment: string },
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  for (const [name, { data = {} }] of Object.entries(collections)) {
    ids[name] = await registerFolder(workspace, {
      name: data.name ?? `${endpoint}-${deployment}-${name}`,
      version: data.version ?? '1',
      uri: data.path ?? `${COLLECTED}/${endpoint}/${deployment}/${name}`,
    })
  }
  return ids
}
