import type { DeploymentEnvironment } from '../../specification/deployment/environment.ts'
import type { InlineModel } from '../../specification/deployment/model.ts'
import { isRemote } from '../../specification/local-path.ts'
import { takeSnapshot, type Snapshot } from '../code/snapshot.ts'
import type { DataFolder } from '../data/register-folder.ts'
import { lookAtData } from '../data/upload-data.ts'
import { DeploymentResolver } from './deployment-resolver.ts'

/** Reads what a resolver would read, and looks at what it would upload, but writes nothing. */
export class CheckingDeploymentResolver extends DeploymentResolver {
  readonly snapshots: Snapshot[] = []

  protected override async makeCode(reference: string): Promise<string> {
    if (!isRemote(reference)) this.snapshots.push(await takeSnapshot(reference))
    return reference
  }

  protected override makeEnvironment({ image, build }: DeploymentEnvironment): Promise<string> {
    return Promise.resolve(image ?? build?.path ?? '')
  }

  protected override async makeModel({ path }: InlineModel): Promise<string> {
    if (!isRemote(path)) await lookAtData(path)
    return path
  }

  protected override makeFolder({ name }: DataFolder): Promise<string> {
    return Promise.resolve(name)
  }
}
