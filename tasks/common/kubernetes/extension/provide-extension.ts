import { isCancelled } from '../../azure/operation-poller.ts'
import { asAzureError } from '../../azure/attempt.ts'
import { TaskError } from '../../errors.ts'
import { awaitSettled } from '../../machinelearning/compute/await-settled.ts'
import { lookThenWrite } from '../look-then-write.ts'
import { failedExtension, reasonsOf } from './explain-extension.ts'
import { extensionDifferences, isCertificate } from './extension-differences.ts'
import type { ExtensionSpec } from './extension-spec.ts'
import { findExtension, type ClusterExtension } from './extension.ts'
import { installExtension, patchExtension, type ExtensionWork } from './write-extension.ts'

/** Whether a failed extension may be installed once more, and what to do where it may not. */
export interface Repair {
  readonly isSafe: boolean
  readonly otherwise: string
}

interface Work extends ExtensionWork {
  readonly repair: Repair
}

/**
 * The extension, installed. What an earlier attempt began is waited for. One that failed is installed
 * once more, where nothing depends on it; else its reasons are the error.
 */
export function provideExtension(work: Work, spec: ExtensionSpec): Promise<ClusterExtension> {
  const { session, cluster, repair } = work
  let tried = false
  const install = (existing?: ClusterExtension) => async (): Promise<void> => {
    tried = true
    await explained(work, () => installExtension(work, spec, existing))
  }
  return lookThenWrite(session, { what: titleOf(work), deadline: work.deadline }, async () => {
    const found = await settledExtension(work)
    if (!found) return { write: install() }
    if (found.properties.provisioningState === 'Succeeded') return { done: found }
    if (tried || !repair.isSafe) throw failedExtension(cluster.id, found, repair.otherwise)
    session.log.warning(
      `${titleOf(work)} is ${found.properties.provisioningState}: ${reasonsOf(found).join(' ')} It is installed once more.`,
    )
    return { write: install(found) }
  })
}

/** Changes the settings that were asked for. */
export function updateExtension(work: Work, spec: ExtensionSpec): Promise<ClusterExtension> {
  let sent = false
  return lookThenWrite(work.session, { what: titleOf(work), deadline: work.deadline }, async () => {
    const found = await settledExtension(work)
    if (!found) throw new TaskError(`${titleOf(work)} is gone.`, { remedy: 'Run again.' })
    const left = extensionDifferences(spec, found).filter(one => !sent || !isCertificate(one))
    if (left.length === 0) return { done: found }
    return {
      write: async () => {
        await explained(work, () => patchExtension(work, spec, found))
        sent = true
      },
    }
  })
}

/** Where the operation itself failed, the extension tells more than the operation does. */
async function explained(work: Work, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (isCancelled(error) || !hasFailed(error)) throw error
    const found = await findExtension(work.session, work.cluster)
    if (found?.properties.provisioningState !== 'Failed') throw error
    const { isSafe, otherwise } = work.repair
    const again = 'Correct what it says and run again: the task then installs it once more.'
    throw failedExtension(work.cluster.id, found, isSafe ? again : otherwise)
  }
}

/** The poller's own error has the status of the answer that told of the failure. */
const hasFailed = (error: unknown): boolean =>
  error instanceof TaskError && asAzureError(error.cause)?.status === 200

const settledExtension = (work: ExtensionWork): Promise<ClusterExtension | undefined> =>
  awaitSettled(work.session, {
    what: titleOf(work),
    deadline: work.deadline,
    look: () => findExtension(work.session, work.cluster),
    stateOf: ({ properties }) => properties.provisioningState,
  })

const titleOf = ({ cluster }: ExtensionWork): string => `AzureML extension on ${cluster.name}`
