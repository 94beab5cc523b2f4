import { type ArmCall, WORKSPACE, armRoute } from '../../core/arm-routes.ts'
import { mfeNotFound, mfeUserError } from '../../core/mfe-errors.ts'
import type { Servers, World } from '../../core/world.ts'
import type { JobQueue } from '../../execution/queue.ts'
import type { Runner } from '../../execution/runner.ts'
import { isTerminal } from '../../run-history/run-document.ts'
import { findRun } from '../../run-history/runs.ts'
import { toPage } from '../assets/asset-query.ts'
import { absolute } from '../assets/asset-routes.ts'
import type { Fields } from '../common/body.ts'
import { hasPairs } from '../common/pairs.ts'
import { putJob } from './create-job.ts'
import { type JobDocument, jobsOf, renderChildJob, renderJob, renderTrial } from './job-document.ts'

const action = 'Microsoft.MachineLearningServices/workspaces/jobs'

export function registerJobs(world: World, servers: Servers, runner: Runner, queue: JobQueue): void {
  world.operations.define('job.cancel', { dialect: 'mfe', work: ({ data }) => runner.ended(String(data)) })
  const route = (
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    permission: string,
    handle: (call: ArmCall) => unknown,
  ) =>
    armRoute(world, servers, {
      method,
      path: `${WORKSPACE}/jobs${path}`,
      action: `${action}/${permission}`,
      handle,
    })

  route('PUT', '/:name', 'write', call => putJob(world, runner, call))
  route('GET', '/:name', 'read', call => {
    queue.read(call.params['name'] ?? '')
    return getJob(world, call)
  })
  route('GET', '', 'read', call => {
    const found = jobsOf(world)
      .list()
      .filter(job => matches(job, call.query))
      .reverse()
    return toPage(
      found.map(job => renderJob(world, job)),
      call.query,
      absolute(world, call),
    )
  })
  route('POST', '/:name/cancel', 'cancel/action', call => cancelJob(world, runner, call))
  route('DELETE', '/:name', 'delete', call => deleteJob(world, call))
}

function getJob(world: World, { id, params }: ArmCall): object {
  const { name = '' } = params
  const job = jobsOf(world).get(id)
  if (job?.name === name) return renderJob(world, job)
  const run = findRun(world, name)
  const parent = findRun(world, run?.parentRunId ?? '')
  if (run && parent?.runType === 'hyperdrive') return renderTrial(world, run)
  if (run?.parentRunId) return renderChildJob(world, name)
  throw mfeNotFound(`Run with id ${name}`, world.mfe())
}

/** Answers 202 whatever the job's state; following the Location tells when it has ended. */
function cancelJob(world: World, runner: Runner, call: ArmCall): null {
  const { name = '' } = call.params
  if (!findRun(world, name)) throw mfeNotFound(`Run with id ${name}`, world.mfe())
  runner.cancel(name)
  const operation = world.operations.start({
    kind: 'job.cancel',
    resourceId: call.id,
    verb: 'post',
    idPrefix: 'jc',
    data: name,
  })
  world.operations.announce(call.reply, operation, call.apiVersion)
  void call.reply
    .status(202)
    .type('application/json')
    .serializer(() => 'null')
  return null
}

function deleteJob(world: World, call: ArmCall): void {
  const run = findRun(world, call.params['name'] ?? '')
  if (run && !isTerminal(run.status))
    throw mfeUserError(
      `The job '${run.runId}' is ${run.status}; cancel it before it is deleted.`,
      world.mfe(),
    )
  void call.reply.status(jobsOf(world).delete(call.id) ? 200 : 204)
}

function matches({ properties }: JobDocument, query: Record<string, string | undefined>): boolean {
  const { jobType, tag, properties: wanted, listViewType = 'ActiveOnly' } = query
  const archived = properties['isArchived'] === true
  return (
    (listViewType === 'All' || archived === (listViewType === 'ArchivedOnly')) &&
    (jobType === undefined || properties.jobType === jobType) &&
    (tag === undefined || hasPairs((properties['tags'] ?? {}) as Fields, tag)) &&
    (wanted === undefined || hasPairs((properties['properties'] ?? {}) as Fields, wanted))
  )
}
