import { messageOf, TaskError } from '../errors.ts'
import { explain } from '../host/report.ts'
import { explainServingError } from '../serving-errors/explain-serving-error.ts'
import { readableTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { RolloutMemory } from './memory.ts'
import { undoSteps } from './step.ts'
import { undosOf } from './undo.ts'

/** Undoes what was begun. Returns the error to end with: why it failed, and what could not be put back. */
export async function goBack(
  workspace: Workspace,
  { plan, begun }: RolloutMemory,
  error: unknown,
): Promise<Error> {
  const { log } = workspace.session
  const why = explainServingError(error)
  log.info(`The roll-out ended at "${begun.at(-1)}": ${messageOf(why)}`)
  log.info(`Going back: the traffic will be ${readableTraffic(plan.before)}.`)
  const failures = await undoSteps(undosOf(workspace, plan), begun, log)
  return failures.length === 0 ? why : notRestored(workspace, { plan, begun }, why, failures)
}

type Undone = Pick<RolloutMemory, 'plan' | 'begun'>

/** A second failure: tells by hand what the task could not do. */
function notRestored(
  workspace: Workspace,
  { plan, begun }: Undone,
  why: Error,
  failures: unknown[],
): TaskError {
  for (const failure of failures) log(workspace, explain(failure))
  return new TaskError(`${why.message} And the way back failed too.`, {
    cause: failures.map(failure => explain(failure)[0]).join(' '),
    remedy: `Finish by hand:\n${commands(workspace, plan, begun).join('\n')}`,
    error: why,
  })
}

function log({ session }: Workspace, lines: readonly string[]): void {
  session.log.warning(lines.join('\n'))
}

/** Commands of the official client that put things back. */
function commands(workspace: Workspace, plan: RolloutMemory['plan'], begun: readonly string[]): string[] {
  const where = `--resource-group ${workspace.resourceGroup} --workspace-name ${workspace.name}`
  const shares = Object.entries({ ...plan.before, [plan.deployment]: 0 }).map(
    ([name, share]) => `${name}=${share}`,
  )
  const serves = Object.keys(plan.before).length > 0
  if (!serves && plan.endpointAction !== 'reuse') {
    return [`az ml online-endpoint delete --name ${plan.endpoint} --yes ${where}`]
  }
  const isShifted = begun.some(name => name.startsWith('traffic'))
  return [
    ...(isShifted
      ? [`az ml online-endpoint update --name ${plan.endpoint} --traffic "${shares.join(' ')}" ${where}`]
      : []),
    ...(plan.onFailure === 'deleteDeployment'
      ? [
          `az ml online-deployment delete --name ${plan.deployment} --endpoint-name ${plan.endpoint} --yes ${where}`,
        ]
      : []),
  ]
}
