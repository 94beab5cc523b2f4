import type { DeploymentFile } from '../../specification/deployment/deployment.ts'
import type { DeploymentResolver } from './deployment-resolver.ts'
import { collectionAssets } from './collections.ts'
import type { DeploymentAssets } from './deployment-body.ts'

/** Uploads and registers what a deployment refers to, as far as Azure does not have it yet. */
export async function deploymentAssets(
  resolver: DeploymentResolver,
  file: DeploymentFile,
): Promise<DeploymentAssets> {
  const { code_configuration: code, environment, model, data_collector: collector } = file
  const place = { endpoint: file.endpoint_name, deployment: file.name.toLowerCase() }
  return {
    collections: collector ? await collectionAssets(resolver, collector, place) : {},
    code: await resolver.code(code?.code),
    environment: environment === undefined ? undefined : await resolver.environment(environment),
    model: model === undefined ? undefined : await resolver.model(model),
  }
}
