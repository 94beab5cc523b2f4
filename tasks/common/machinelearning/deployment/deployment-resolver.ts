import type { InlineModel } from '../../specification/deployment/model.ts'
import { AssetResolver } from '../asset-resolver.ts'
import { registerFolder, type DataFolder } from '../data/register-folder.ts'
import { registerInlineModel } from '../model/register-inline-model.ts'

/** Names and paths of a deployment turned into what Azure knows: ids. */
export class DeploymentResolver extends AssetResolver {
  /** A registered model by its reference, or one that is described. */
  model(spec: string | InlineModel): Promise<string> {
    if (typeof spec === 'string') return this.asset('models', spec)
    return this.once('model', JSON.stringify(spec), () => this.makeModel(spec))
  }

  folder(folder: DataFolder): Promise<string> {
    return this.once('folder', JSON.stringify(folder), () => this.makeFolder(folder))
  }

  protected makeModel(model: InlineModel): Promise<string> {
    return registerInlineModel(this.workspace, model)
  }

  protected makeFolder(folder: DataFolder): Promise<string> {
    return registerFolder(this.workspace, folder)
  }
}
