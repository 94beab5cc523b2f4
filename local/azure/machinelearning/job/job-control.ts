import { armError } from '../../core/errors.ts'
import type { Servers, World } from '../../core/world.ts'
import type { LogRule } from '../../execution/logs/log-rules.ts'
import type { ExecutionServices } from '../../execution/services.ts'
import type { RunStatus } from '../../run-history/run-document.ts'
import { findRun, updateRun } from '../../run-history/runs.ts'

const statuses: RunStatus[] = ['CancelRequested', 'NotResponding', 'Paused', 'NotStarted', 'Provisioning']

const statusSchema = {
  type: 'object',
  required: ['status'],
  additionalProperties: false,
  properties: { status: { enum: [...statuses, null] } },
}

const whole = { type: 'integer', minimum: 0 }
const only = (kind: string, properties: object = {}, required: string[] = []) => ({
  type: 'object',
  required: ['kind', ...required],
  additionalProperties: false,
  properties: { kind: { const: kind }, ...properties },
})
const ruleSchema = {
  oneOf: [
    only('never'),
    only('late', { milliseconds: whole }),
    only('rename', { afterBytes: whole, name: { type: 'string', pattern: '^(user_logs|logs)/' } }, [
      'afterBytes',
      'name',
    ]),
    only('rotate', { afterBytes: whole }, ['afterBytes']),
  ],
}

interface Named {
  Params: { runId: string }
}

/**
 * Of the control API, for states and logs that no job can be asked for:
 * `PUT /jobs/{id}/status {"status"}` shows a run in another state until null is put or the run ends;
 * `PUT /jobs/{id}/logs` and `DELETE` rule the logs of a run that is yet to start, `*` those of all. How long a job stays
 * in Starting, Preparing, Queued, Finalizing or CancelRequested is a pace: `job.Starting`, ..., and `job` for Queued.
 */
export function jobControl(world: World, { control }: Servers, { logRules }: ExecutionServices): void {
  control.put<Named & { Body: { status: RunStatus | null } }>(
    '/jobs/:runId/status',
    { schema: { body: statusSchema } },
    ({ params: { runId }, body: { status } }) => {
      const run = findRun(world, runId)
      if (!run) throw armError(404, 'NotFound', `There is no run '${runId}'.`)
      const { pretended: _before, ...rest } = run
      world.store.collection('runs').put(runId, rest)
      if (status !== null) updateRun(world, runId, { pretended: status })
      return { status }
    },
  )
  control.put<Named & { Body: LogRule }>(
    '/jobs/:runId/logs',
    { schema: { body: ruleSchema } },
    ({ params, body }) => {
      logRules.set(params.runId, body)
      return body
    },
  )
  control.delete<Named>('/jobs/:runId/logs', ({ params }) => ({ removed: logRules.delete(params.runId) }))
}
