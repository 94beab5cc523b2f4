import { attempt, orNotFound } from '../../../common/azure/attempt.ts'
import { resourceUrl } from '../../../common/azure/resource-manager.ts'
import { inParallel } from '../../../common/in-parallel.ts'
import { isTerminal } from '../../../common/machinelearning/job/jobs.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Found, FoundUser } from './found.ts'
import { listBelow, type Resource } from './list.ts'
import { referencesOf } from './references.ts'

/** Jobs that have not ended, and schedules: what they need must stay. */
export async function readUsers(workspace: Workspace): Promise<Found> {
  const [jobs, schedules] = [await listBelow(workspace, 'jobs'), await listBelow(workspace, 'schedules')]
  const running = jobs.filter(({ properties }) => !isTerminal(String(properties?.['status'])))
  const users = [
    ...running.map(job => user(`job ${job.name}`, job)),
    ...schedules.map(schedule => user(`schedule ${schedule.name}`, schedule)),
  ]
  return { items: [], users }
}

/** The jobs that made models which stay: they can be looked into, and run again, while their code is there. */
export async function readOrigins(
  workspace: Workspace,
  models: ReadonlyMap<string, string>,
): Promise<FoundUser[]> {
  const found = await inParallel([...models], 8, async ([job, model]) => {
    const url = resourceUrl(workspace.session, `${workspace.id}/jobs/${job}`)
    const answer = await attempt(`Reading job ${job}`, () =>
      orNotFound(() => workspace.session.door.send<Resource>('ResourceManager', { method: 'GET', url })),
    )
    return answer ? [user(`model ${model}, made by job ${job}`, answer.body)] : []
  })
  return found.flat()
}

const user = (name: string, { properties }: Resource): FoundUser => ({
  name,
  refersTo: referencesOf(properties),
})
