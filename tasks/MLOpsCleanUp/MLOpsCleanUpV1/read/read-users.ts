import { inParallel } from '../../../common/in-parallel.ts'
import { isTerminal } from '../../../common/machinelearning/job/jobs.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Found, FoundUser } from './found.ts'
import { listBelow, readBelow, timeOf, type Resource } from './list.ts'
import { computeReference, referencesOf } from './references.ts'

export interface Users extends Found {
  /** Reference of a compute -> when the newest job was given to it, milliseconds since 1970. */
  readonly lastJobs: ReadonlyMap<string, number>
}

/**
 * Jobs that have not ended or are not older than `before`, schedules, and the workspace itself: what they need must
 * stay. A snapshot of code is found again by its content, and an environment by its version, so that a job of yesterday
 * may run with what is years old, and the next one will.
 */
export async function readUsers(workspace: Workspace, before: number): Promise<Users> {
  const [jobs, schedules] = [await listBelow(workspace, 'jobs'), await listBelow(workspace, 'schedules')]
  const counting = jobs.filter(
    ({ properties, systemData }) =>
      !isTerminal(String(properties?.['status'])) || timeOf(systemData?.createdAt) >= before,
  )
  const users = [
    ...counting.map(job => user(`job ${job.name}`, job)),
    ...schedules.map(schedule => scheduleUser(schedule, jobs)),
    ...(await readImageBuilder(workspace)),
  ]
  return { items: [], users, lastJobs: lastJobsOf(jobs) }
}

/** The cluster on which the workspace builds the images of environments; it is named, not given by its id. */
async function readImageBuilder(workspace: Workspace): Promise<FoundUser[]> {
  const found = await readBelow(workspace)
  const compute = found?.properties?.['imageBuildCompute']
  if (typeof compute !== 'string' || compute === '') return []
  const name = compute.slice(compute.lastIndexOf('/') + 1)
  return [{ name: `workspace ${workspace.name} (imageBuildCompute)`, refersTo: [computeReference(name)] }]
}

/** A schedule may name only the job that it repeats: what that one needed, the next one needs too. */
function scheduleUser(schedule: Resource, jobs: readonly Resource[]): FoundUser {
  const { name, refersTo } = user(`schedule ${schedule.name}`, schedule)
  const repeated = JSON.stringify(schedule.properties ?? {}).matchAll(/\/jobs\/([^/"?]+)/gi)
  const names = new Set([...repeated].map(([, job = '']) => job.toLowerCase()))
  const sources = jobs.filter(job => names.has(job.name.toLowerCase()))
  return { name, refersTo: [...refersTo, ...sources.flatMap(({ properties }) => referencesOf(properties))] }
}

function lastJobsOf(jobs: readonly Resource[]): Map<string, number> {
  const last = new Map<string, number>()
  for (const { properties, systemData } of jobs)
    for (const reference of referencesOf(properties).filter(isCompute))
      last.set(reference, Math.max(last.get(reference) ?? 0, timeOf(systemData?.createdAt)))
  return last
}

const isCompute = (reference: string): boolean => reference.startsWith('computes/')

/**
 * The jobs that made models which stay: they can be looked into, and run again, while their code and environment are
 * there. Their cluster may go: another one will do.
 */
export async function readOrigins(
  workspace: Workspace,
  models: ReadonlyMap<string, string>,
): Promise<FoundUser[]> {
  const found = await inParallel([...models], 8, async ([job, model]) => {
    const found = await readBelow(workspace, `jobs/${job}`)
    if (!found) return []
    const { name, refersTo } = user(`model ${model}, made by job ${job}`, found)
    return [{ name, refersTo: refersTo.filter(reference => !isCompute(reference)) }]
  })
  return found.flat()
}

const user = (name: string, { properties }: Resource): FoundUser => ({
  name,
  refersTo: referencesOf(properties),
})
