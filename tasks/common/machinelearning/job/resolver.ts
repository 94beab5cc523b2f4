import type { AdditionalInclude } from '../../specification/components/additional-includes.ts'
import type { DataInput } from '../../specification/job/inputs.ts'
import { isRemote } from '../../specification/local-path.ts'
import type { AssetKind } from '../asset-id.ts'
import { AssetResolver } from '../asset-resolver.ts'
import { registerCode } from '../code/register-code.ts'
import { takeComponentSnapshot } from '../code/component-snapshot.ts'
import { anonymousVersion } from '../component/anonymous-version.ts'
import { registerAnonymousComponent, type ComponentSpec } from '../component/register-component.ts'
import { resolveCompute } from '../compute/compute-reference.ts'
import { uploadData } from '../data/upload-data.ts'

/** Names and paths of a job file turned into what Azure knows: ids and URIs. */
export class Resolver extends AssetResolver {
  compute(reference: string | undefined): Promise<string | undefined> {
    return resolveCompute(this.workspace, reference)
  }

  async inputUri({ type, path: target, datastore }: DataInput): Promise<string> {
    if (/^azureml:(?!\/\/)|^\/subscriptions\//.test(target)) return this.asset(kindOf(type), target)
    if (isRemote(target)) return target
    const store = datastore?.replace(/^azureml:/, '')
    const uri = await this.once(`data ${store}`, target, () => this.makeData(target, store))
    return type === 'uri_folder' && !uri.endsWith('/') ? `${uri}/` : uri
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

  protected async makeComponentCode(
    folder: string | undefined,
    includes: readonly AdditionalInclude[],
  ): Promise<string> {
    return registerCode(this.workspace, await takeComponentSnapshot(folder, includes))
  }

  protected async makeData(target: string, datastore: string | undefined): Promise<string> {
    return (await uploadData(this.workspace, target, datastore)).uri
  }

  protected makeComponent(spec: ComponentSpec): Promise<string> {
    return registerAnonymousComponent(this.workspace, spec)
  }
}

const kindOf = (type: DataInput['type']): AssetKind =>
  type === 'mlflow_model' || type === 'custom_model' ? 'models' : 'data'
