import { TaskError } from '../../../common/errors.ts'
import type { Log } from '../../../common/host/host.ts'
import { explain } from '../../../common/host/report.ts'
import type { End } from './remove-all.ts'

const SHOWN = 20

/** Tells everything that is still there, together at the end; throws where anything failed. */
export function reportEnds(ends: readonly End[], log: Log): void {
  const failed = ends.filter(end => end.is === 'failed')
  const left = ends.filter(end => end.is === 'left')
  for (const { error } of failed.slice(0, SHOWN)) log.error(explain(error).join(' '))
  if (failed.length > SHOWN)
    log.error(`${failed.length - SHOWN} more could not be deleted; see the debug log.`)
  for (const { error } of failed.slice(SHOWN)) log.debug(explain(error).join(' '))
  for (const { item, why } of left) log.info(`Left: ${item.kind} ${item.name}: ${why}.`)
  if (failed.length === 0) return
  throw new TaskError(
    `${failed.length} of ${ends.length} could not be deleted${left.length > 0 ? `, and ${left.length} stay with them` : ''}.`,
    {
      cause: 'Each is told above with its own reason.',
      remedy:
        'Remove the reasons and run again: what is gone stays gone, and the rest is judged anew. A missing role is the usual one: AzureML Data Scientist for assets and services, AzureML Compute Operator for computes, AcrPull and AcrDelete (or Container Registry Repository Contributor) for images.',
    },
  )
}
