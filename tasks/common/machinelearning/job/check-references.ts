import type { AdditionalInclude } from '../../specification/components/additional-includes.ts'
import { isRemote } from '../../specification/local-path.ts'
import type { InlineEnvironment } from '../../specification/job/environment.ts'
import type { JobSpec } from '../../specification/read-job-file.ts'
import { takeComponentSnapshot } from '../code/component-snapshot.ts'
import { takeSnapshot, type Snapshot } from '../code/snapshot.ts'
import { lookAtData } from '../data/upload-data.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { jobBody } from './job-body.ts'
import { Resolver } from './resolver.ts'

/** Reads what a resolver would read, and looks at what it would upload, but writes nothing. */
class CheckingResolver extends Resolver {
  readonly snapshots: Snapshot[] = []

  protected override async makeCode(reference: string): Promise<string> {
    if (!isRemote(reference)) this.snapshots.push(await takeSnapshot(reference))
    return reference
  }

  protected override async makeComponentCode(
    folder: string | undefined,
    includes: readonly AdditionalInclude[],
  ): Promise<string> {
    this.snapshots.push(await takeComponentSnapshot(folder, includes))
    return 'azureml:code'
  }

  protected override makeEnvironment({ image, build }: InlineEnvironment): Promise<string> {
    return Promise.resolve(image ?? build?.path ?? '')
  }

  protected override async makeData(target: string): Promise<string> {
    await lookAtData(target)
    return target
  }

  protected override makeComponent(): Promise<string> {
    return Promise.resolve('azureml:component')
  }
}

/**
 * What can be found wrong without writing anything: the body is made as it will be, but with nothing uploaded or
 * registered. Unknown computes, labels without a version, empty code and data folders come out here. Returns the code
 * that will be sent.
 */
export async function checkReferences(workspace: Workspace, spec: JobSpec): Promise<Snapshot[]> {
  const resolver = new CheckingResolver(workspace)
  await jobBody(spec, resolver)
  return resolver.snapshots
}
