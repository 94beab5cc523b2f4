import { messageOf, TaskError } from '../errors.ts'
import { explain } from '../host/report.ts'
import { readableTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import { commandsToGoBack } from './by-hand.ts'
import type { HeldEndpoint } from './lock/take-endpoint.ts'
import type { RolloutMemory } from './memory.ts'
import { undoSteps } from './step.ts'
import { undosOf } from './undo.ts'

type Undone = Pick<RolloutMemory, 'plan' | 'begun'>

/** Undoes what was begun. Returns undefined where all is as before, else the error that says what to do by hand. */
export async function goBack(held: HeldEndpoint, undone: Undone, why: Error): Promise<TaskError | undefined> {
  const { log } = held.workspace.session
  const { plan, begun } = undone
  log.info(`The roll-out ended at "${begun.at(-1) ?? 'its plan'}": ${messageOf(why)}`)
  log.info(`Going back: the traffic will be ${readableTraffic(plan.before)}.`)
  const failures = await undoSteps(undosOf(held, plan), begun, log)
  return failures.length === 0 ? undefined : notRestored(held, undone, why, failures)
}

/** A second failure: tells by hand what the task could not do. */
function notRestored(
  { workspace }: HeldEndpoint,
  undone: Undone,
  why: Error,
  failures: readonly unknown[],
): TaskError {
  for (const failure of failures) workspace.session.log.warning(explain(failure).join('\n'))
  return new TaskError(`${why.message} And the way back failed too.`, {
    cause: failures.map(failure => explain(failure)[0]).join(' '),
    remedy: `Finish by hand:\n${commandsToGoBack(workspace, undone).join('\n')}`,
    error: why,
  })
}
