import * as path from 'node:path'
import type { DeploymentEnvironment } from '../specification/deployment/environment.ts'
import { isRemote } from '../specification/local-path.ts'
import type { AssetKind } from './asset-id.ts'
import { assetReference } from './asset-reference.ts'
import { registerCode } from './code/register-code.ts'
import { takeSnapshot } from './code/snapshot.ts'
import { registerRemoteCode } from './code/register-remote-code.ts'
import { registerEnvironment } from './environment/register-environment.ts'
import type { Workspace } from './workspace/workspace.ts'

/**
 * What files of every kind refer to, turned into what Azure knows. Each upload and registration happens once, however
 * often it is asked for.
 */
export class AssetResolver {
  readonly workspace: Workspace
  readonly #made = new Map<string, Promise<string>>()

  constructor(workspace: Workspace) {
    this.workspace = workspace
  }

  async code(reference: string | undefined): Promise<string | undefined> {
    if (reference === undefined) return undefined
    if (/^(azureml:|\/subscriptions\/)/.test(reference)) return this.asset('codes', reference)
    return this.once('code', reference, () => this.makeCode(reference))
  }

  environment(spec: string | DeploymentEnvironment): Promise<string> {
    if (typeof spec !== 'string')
      return this.once('environment', JSON.stringify(spec), () => this.makeEnvironment(spec))
    return /^azureml:AzureML-/.test(spec) ? Promise.resolve(spec) : this.asset('environments', spec)
  }

  /** `azureml:NAME:VERSION`, `azureml:NAME@latest` and the like, of any kind. */
  asset(kind: AssetKind, reference: string): Promise<string> {
    return this.once(kind, reference, () => assetReference(this.workspace, kind, reference))
  }

  protected async makeCode(reference: string): Promise<string> {
    if (isRemote(reference)) return registerRemoteCode(this.workspace, reference)
    return registerCode(this.workspace, await takeSnapshot(reference))
  }

  protected makeEnvironment(environment: DeploymentEnvironment): Promise<string> {
    return registerEnvironment(this.workspace, environment)
  }

  protected once(kind: string, key: string, make: () => Promise<string>): Promise<string> {
    const normal = `${kind} ${key.startsWith('/') ? path.normalize(key) : key}`
    const known = this.#made.get(normal)
    if (known) return known
    const made = make()
    this.#made.set(normal, made)
    return made
  }
}
