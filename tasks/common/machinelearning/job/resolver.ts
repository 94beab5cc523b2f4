import * as path from 'node:path'
import type { AdditionalInclude } from '../../specification/components/additional-includes.ts'
import type { DataInput } from '../../specification/job/inputs.ts'
import type { EnvironmentSpec, InlineEnvironment } from '../../specification/job/environment.ts'
import { isRemote } from '../../specification/local-path.ts'
import type { AssetKind } from '../asset-id.ts'
import { assetReference } from '../asset-reference.ts'
import { registerCode, takeSnapshot } from '../code/register-code.ts'
import { registerRemoteCode } from '../code/register-remote-code.ts'
import { takeComponentSnapshot } from '../code/component-snapshot.ts'
import { anonymousVersion } from '../component/anonymous-version.ts'
import { registerAnonymousComponent, type ComponentSpec } from '../component/register-component.ts'
import { resolveCompute } from '../compute/compute-reference.ts'
import type { InlineModel } from '../../specification/deployment/model.ts'
import { registerFolder, type DataFolder } from '../data/register-folder.ts'
import { uploadData } from '../data/upload-data.ts'
import { registerEnvironment } from '../environment/register-environment.ts'
import { registerInlineModel } from '../model/register-inline-model.ts'
import type { Workspace } from '../workspace/workspace.ts'

/**
 * Names and paths of a file turned into what Azure knows: ids and URIs. Each upload and registration happens once,
 * however often it is asked for.
 */
export class Resolver {
  readonly workspace: Workspace
  readonly #made = new Map<string, Promise<string>>()

  constructor(workspace: Workspace) {
    this.workspace = workspace
  }

  compute(reference: string | undefined): Promise<string | undefined> {
    return resolveCompute(this.workspace, reference)
  }

  async code(reference: string | undefined): Promise<string | undefined> {
    if (reference === undefined) return undefined
    if (/^(azureml:|\/subscriptions\/)/.test(reference)) return this.asset('codes', reference)
    return this.once('code', reference, () => this.makeCode(reference))
  }

  environment(spec: EnvironmentSpec): Promise<string> {
    if (typeof spec !== 'string')
      return this.once('environment', JSON.stringify(spec), () => this.makeEnvironment(spec))
    return /^azureml:AzureML-/.test(spec) ? Promise.resolve(spec) : this.asset('environments', spec)
  }

  async inputUri({ type, path: target, datastore }: DataInput): Promise<string> {
    if (/^azureml:(?!\/\/)|^\/subscriptions\//.test(target)) return this.asset(kindOf(type), target)
    if (isRemote(target)) return target
    const store = datastore?.replace(/^azureml:/, '')
    const uri = await this.once(`data ${store}`, target, () => this.makeData(target, store))
    return type === 'uri_folder' && !uri.endsWith('/') ? `${uri}/` : uri
  }

  /** `azureml:NAME:VERSION`, `azureml:NAME@latest` and the like, of any kind. */
  asset(kind: AssetKind, reference: string): Promise<string> {
    return this.once(kind, reference, () => assetReference(this.workspace, kind, reference))
  }

  /** The code of a component: with files from elsewhere that join it. */
  async componentCode(
    reference: string | undefined,
    includes: readonly AdditionalInclude[] = [],
  ): Promise<string | undefined> {
    if (reference !== undefined && isRemote(reference)) return this.code(reference)
    if (reference === undefined && includes.length === 0) return undefined
    const key = [reference ?? '', ...includes.map(({ target }) => target)].join('\n')
    return this.once('component code', key, () => this.makeComponentCode(reference, includes))
  }

  component(spec: ComponentSpec): Promise<string> {
    return this.once('component', anonymousVersion(spec), () => this.makeComponent(spec))
  }

  /** A registered model by its reference, or one that is described. */
  model(spec: string | InlineModel): Promise<string> {
    if (typeof spec === 'string') return this.asset('models', spec)
    return this.once('model', JSON.stringify(spec), () => this.makeModel(spec))
  }

  folder(folder: DataFolder): Promise<string> {
    return this.once('folder', JSON.stringify(folder), () => this.makeFolder(folder))
  }

  protected async makeCode(reference: string): Promise<string> {
    if (isRemote(reference)) return registerRemoteCode(this.workspace, reference)
    return registerCode(this.workspace, await takeSnapshot(reference))
  }

  protected async makeComponentCode(
    folder: string | undefined,
    includes: readonly AdditionalInclude[],
  ): Promise<string> {
    return registerCode(this.workspace, await takeComponentSnapshot(folder, includes))
  }

  protected makeEnvironment(environment: InlineEnvironment): Promise<string> {
    return registerEnvironment(this.workspace, environment)
  }

  protected async makeData(target: string, datastore: string | undefined): Promise<string> {
    return (await uploadData(this.workspace, target, datastore)).uri
  }

  protected makeModel(model: InlineModel): Promise<string> {
    return registerInlineModel(this.workspace, model)
  }

  protected makeFolder(folder: DataFolder): Promise<string> {
    return registerFolder(this.workspace, folder)
  }

  protected makeComponent(spec: ComponentSpec): Promise<string> {
    return registerAnonymousComponent(this.workspace, spec)
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

const kindOf = (type: DataInput['type']): AssetKind =>
  type === 'mlflow_model' || type === 'custom_model' ? 'models' : 'data'
