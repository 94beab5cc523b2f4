import assert from 'node:assert/strict'
import { TaskError } from '../../../../../tasks/common/errors.ts'
import { followJob } from '../../../../../tasks/common/machinelearning/run/follow/follow-job.ts'
import { fakeWorld } from '../../../../support/fake-workspace.ts'
import { historyOf, type FakeRun, type Look } from './history-of.ts'

const TRACEBACK = 'Traceback (most recent call last):\n  File "t.py", line 1\nValueError: no rows\n'
const EXIT = "Execution failed. User process 'python' exited with status code 1."

const failed = (message: string, more: object = {}): Look => ({
  status: 'Failed',
  error: { error: { code: 'UserError', message, ...more } },
})

async function failureOf(run: Omit<FakeRun, 'runId'>, jobType = 'Command'): Promise<TaskError> {
  const world = fakeWorld()
  historyOf(world, { runId: 'j', ...run })
  const limits = { queueTimeoutInMinutes: undefined, runTimeoutInMinutes: undefined }
  const job = { name: 'j', properties: { jobType } }
  const error: unknown = await followJob(await world.workspace(), job, limits).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof TaskError, String(error))
  return error
}

describe('a job that failed is explained', () => {
  it('by its traceback, not by the noise after it', async () => {
    const log = TRACEBACK + 'INFO cleaning up\n'.repeat(60)
    const { message } = await failureOf({ looks: [{ ...failed(EXIT), log: `starting\n\n${log}` }] })
    assert.ok(message.includes('From its log:\nTraceback (most recent call last):'), message)
    assert.ok(message.includes('ValueError: no rows'), message)
  })

  it('by the process whose log has the reason', async () => {
    const logs = {
      'user_logs/std_log_process_0.txt': 'waiting for the others\nconnection closed by peer\n',
      'user_logs/std_log_process_1.txt': TRACEBACK,
    }
    const { message } = await failureOf({ looks: [{ ...failed(EXIT), logs }] })
    assert.ok(message.includes('From the log of process_1:\nTraceback'), message)
  })

  it('by the image build log where no program ever ran', async () => {
    const logs = {
      'azureml-logs/20_image_build_log.txt': 'Step 4/9\nERROR: No matching distribution found for nope==9\n',
    }
    const error = await failureOf({ looks: [{ ...failed('The job could not start.'), logs }] })
    assert.ok(error.message.includes('From the log of the image build:\n'), error.message)
    assert.ok(error.message.includes('nope==9'), error.message)
    assert.match(error.remedy ?? '', /conda file/)
  })

  it('by its program where an image build went well before', async () => {
    const logs = {
      'azureml-logs/20_image_build_log.txt': 'built\n',
      'user_logs/std_log.txt': TRACEBACK,
    }
    const { message, likelyCause } = await failureOf({ looks: [{ ...failed(EXIT), logs }] })
    assert.ok(message.includes('From its log:\nTraceback'), message)
    assert.match(likelyCause ?? '', /Your code ended with an error/)
  })

  it('by the step that failed first, at whatever depth, and names the others', async () => {
    const step = (name: string, log: string, minute: number): FakeRun => ({
      runId: name,
      displayName: name,
      looks: [{ ...failed(`${name} went wrong.`), log, endTimeUtc: `2026-01-01T00:0${minute}:00Z` }],
    })
    const outer: FakeRun = {
      runId: 'outer',
      displayName: 'outer',
      properties: { 'azureml.runsource': 'azureml.PipelineRun' },
      looks: [{ status: 'Running' }, failed('A step failed.')],
      children: [step('late', 'late\n', 2), step('early', TRACEBACK, 1)],
    }
    const { message } = await failureOf(
      { looks: [{ status: 'Running' }, failed('Steps failed.')], children: [outer] },
      'Pipeline',
    )
    assert.equal(message.split('\n')[0], 'Step outer/early of job j ended as Failed. early went wrong.')
    assert.ok(message.includes('ValueError: no rows'), message)
    assert.ok(message.includes('Failed as well: Step outer/late.'), message)
  })

  it('by the trial that failed', async () => {
    const trial: FakeRun = { runId: 'j_3', looks: [{ ...failed(EXIT), log: TRACEBACK }] }
    const { message } = await failureOf({ looks: [failed('No trial was good.')], children: [trial] }, 'Sweep')
    assert.equal(message.split('\n')[0], `Trial 3 of job j ended as Failed. ${EXIT}`)
  })

  it('with the codes and ids that support asks for', async () => {
    const look = {
      status: 'Failed',
      error: {
        error: { code: 'ServiceError', message: 'No.', innerError: { code: 'NodeLost' } },
        correlation: { operation: 'op-1', request: 'rq-2' },
      },
    }
    const { message } = await failureOf({ looks: [look] })
    assert.ok(message.includes('Service code: ServiceError / NodeLost'), message)
    assert.ok(message.includes('Operation and request: op-1 rq-2'), message)
  })

  it('in readable words where the service wrapped them in a document', async () => {
    const wrapped = JSON.stringify({ Compliant: 'hidden', NonCompliant: 'No such table: rows.csv' })
    const { message } = await failureOf({ looks: [failed(wrapped)] })
    assert.match(message, /^Job j ended as Failed\. No such table: rows\.csv/)
  })

  for (const [what, message, log, cause] of [
    ['want of memory', 'User process exited with status code 137.', 'x\n', /memory/],
    ['a full disk', EXIT, 'OSError: [Errno 28] No space left on device\n', /disk of a node is full/],
    ['an image that cannot be pulled', 'Failed to pull Docker image x.', '', /could not pull the image/],
    ['data out of reach', 'Unable to mount data store workspaceblobstore.', '', /could not reach its data/],
  ] as const) {
    it(`as ${what}`, async () => {
      const { likelyCause } = await failureOf({ looks: [{ ...failed(message), log }] })
      assert.match(likelyCause ?? '', cause)
    })
  }

  it('as one without a log where there is none', async () => {
    const { message } = await failureOf({ looks: [failed('The node was lost.')] })
    assert.equal(message, 'Job j ended as Failed. The node was lost.\nIt left no log.')
  })
})
