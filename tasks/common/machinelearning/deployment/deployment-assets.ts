import type { DeploymentFile } from '../../specification/deployment/deployment.ts'
import type { Resolver } from '../job/resolver.ts'
import type { DeploymentAssets } from './deployment-body.ts'

/** Uploads and registers what a deployment refers to, as far as Azure does not have it yet. */
export async function deploymentAssets(resolver: Resolver, file: DeploymentFile): Promise<DeploymentAssets> {
  const { code_configuration: code, environment, model } = file
  return {
    code: await resolver.code(code?.code),
    environment: environment === undefined ? undefined : await resolver.environment(environment),
    model: typeof model === 'string' ? await resolver.asset('models', model) : undefined,
    collections: {},
  }
}
