import { asAzureError, attempt } from '../../azure/attempt.ts'
import { listAll } from '../../azure/list-all.ts'
import { regionName } from '../../azure/region.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import type { Workspace } from '../workspace/workspace.ts'

/**
 * What the region offers or has left of it. Undefined, with a warning, for a connection that is scoped to a resource
 * group or a workspace: it cannot read its region, and the checks then stay out.
 */
export async function readRegion<T>(
  workspace: Workspace,
  location: string,
  what: 'vmSizes' | 'usages',
): Promise<T[] | undefined> {
  try {
    const url = regionUrl(workspace, location, what)
    return await attempt(`Reading ${what} of ${location}`, () => listAll<T>(workspace.session, url))
  } catch (error) {
    const refusal = error instanceof TaskError ? asAzureError(error.cause) : undefined
    if (refusal && NO_REGION.test(refusal.code)) throw noRegion(location, refusal)
    if (refusal?.status !== 403) throw error
    workspace.session.log.warning(
      `The service connection may not read ${what} of ${location}, so that check is left out; the role Reader on the subscription allows it.`,
    )
    return undefined
  }
}

const NO_REGION = /^(NoRegisteredProviderFound|LocationNotAvailableForResourceType|InvalidLocation)$/

const noRegion = (location: string, error: Error): TaskError =>
  new TaskError(`Azure Machine Learning has no region "${location}".`, {
    remedy:
      "Correct the input 'location' (or location in the compute file); left out, it is that of the workspace.",
    error,
  })

const regionUrl = ({ session }: Workspace, location: string, what: string): string =>
  resourceUrl(
    session,
    `/subscriptions/${session.connection.subscriptionId}/providers/Microsoft.MachineLearningServices/locations/${encodeURIComponent(regionName(location))}/${what}`,
  )
