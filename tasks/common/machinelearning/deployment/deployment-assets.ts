import type { DeploymentFile } from '../../specification/deployment/deployment.ts'
import type { Resolver } from '../job/resolver.ts'
import { registerInlineModel } from '../model/register-inline-model.ts'
import { registerCollections } from './collections.ts'
import type { DeploymentAssets } from './deployment-body.ts'

/** Uploads and registers what a deployment refers to, as far as Azure does not have it yet. */
export async function deploymentAssets(resolver: Resolver, file: DeploymentFile): Promise<DeploymentAssets> {
  const { code_configuration: code, environment, model, data_collector: collector } = file
  const { workspace } = resolver
  const place = { endpoint: file.endpoint_name, deployment: file.name.toLowerCase() }
  return {
    collections: collector ? await registerCollections(workspace, collector, place) : {},
    code: await resolver.code(code?.code),
    environment: environment === undefined ? undefined : await resolver.environment(environment),
    model: await modelOf(resolver, model),
  }
}

function modelOf(resolver: Resolver, model: DeploymentFile['model']): Promise<string | undefined> {
  if (model === undefined) return Promise.resolve(undefined)
  if (typeof model === 'string') return resolver.asset('models', model)
  return registerInlineModel(resolver.workspace, model)
}
