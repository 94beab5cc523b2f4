import type { DataCollector } from '../../specification/deployment/data-collector.ts'
import type { DeploymentResolver } from './deployment-resolver.ts'

/** Where Azure writes what it collects, unless another folder is named. */
const COLLECTED = 'azureml://datastores/workspaceblobstore/paths/modelDataCollector'

/**
 * The data assets under which what is collected will be found, one for each collection; made before the deployment, as
 * the official client does.
 */
export async function collectionAssets(
  resolver: DeploymentResolver,
  { collections }: DataCollector,
  { endpoint, deployment }: { endpoint: string; deployment: string },
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  for (const [name, { data = {} }] of Object.entries(collections)) {
    ids[name] = await resolver.folder({
      name: data.name ?? `${endpoint}-${deployment}-${name}`,
      version: data.version ?? '1',
      uri: data.path ?? `${COLLECTED}/${endpoint}/${deployment}/${name}`,
    })
  }
  return ids
}
