import { messageOf, TaskError } from '../errors.ts'
import { explain } from '../host/report.ts'
import { readableTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import { commandsToGoBack } from './by-hand.ts'
import type { HeldEndpoint } from './lock/take-endpoint.ts'
import type { Progress } from './step-names.ts'
import { undoSteps } from './step.ts'
import { undosOf } from './undo.ts'

/** Traffic or deployments are not as they were; the remedy has the commands that put them back. */
export class NotRestoredError extends TaskError {
  override readonly name = 'NotRestoredError'
}

/** Undoes what was begun. Returns undefined where all is as before, else the error that says what to do by hand. */
export async function goBack(
  held: HeldEndpoint,
  progress: Progress,
  why: Error,
): Promise<TaskError | undefined> {
  const { session } = held.workspace
  const { log } = session
  const { plan, begun } = progress
  log.info(`The roll-out ended at "${begun.at(-1) ?? 'its plan'}": ${messageOf(why)}`)
  log.info(`Going back: the traffic will be ${readableTraffic(plan.before)}.`)
  const failures = await undoSteps(undosOf(held, progress), begun, session)
  return failures.length === 0 ? undefined : notRestored(held, progress, why, failures)
}

/** A second failure: tells by hand what the task could not do. */
function notRestored(
  { workspace }: HeldEndpoint,
  progress: Progress,
  why: Error,
  failures: readonly unknown[],
): TaskError {
  for (const failure of failures) workspace.session.log.warning(explain(failure).join('\n'))
  return new NotRestoredError(`${why.message} And the way back failed too.`, {
    cause: failures.map(failure => explain(failure)[0]).join(' '),
    remedy: `Finish by hand:\n${commandsToGoBack(workspace, progress).join('\n')}`,
    error: why,
  })
}
