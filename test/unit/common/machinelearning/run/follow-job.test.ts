import assert from 'node:assert/strict'
import { TaskError } from '../../../../../tasks/common/errors.ts'
import {
  followJob,
  JobTimeoutError,
} from '../../../../../tasks/common/machinelearning/run/follow/follow-job.ts'
import type { Reply } from '../../../../support/fake-wire.ts'
import { fakeWorld, type FakeWorld, type FakeWorkspace } from '../../../../support/fake-workspace.ts'

const NO_LIMITS = { queueTimeoutInMinutes: undefined, runTimeoutInMinutes: undefined }
const JOB = { name: 'j', properties: { jobType: 'Command' } }

async function follow(
  world: FakeWorld,
  limits: Partial<Parameters<typeof followJob>[2]> = {},
): Promise<unknown> {
  return followJob(await world.workspace(), JOB, { ...NO_LIMITS, ...limits })
}

function worldOf(course: FakeWorkspace['course']): FakeWorld {
  const world = fakeWorld()
  world.world.course = course
  return world
}

const said = ({ host }: FakeWorld): string[] => host.log.lines

async function failureOf(work: Promise<unknown>): Promise<TaskError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof TaskError, String(error))
  return error
}

/** `status` for so many minutes of the clock, then the rest. */
const lasting = (world: FakeWorld, minutes: number, status: string, then: string): void => {
  const start = world.clock.now()
  world.wire.on('GET', /\/details/, (): Reply => {
    const isOver = world.clock.now() - start >= minutes * 60_000
    return { body: { runId: 'j', status: isOver ? then : status, logFiles: {} } }
  })
}

describe('following a job', () => {
  it('prints each state once, and the log between', async () => {
    const world = worldOf([
      { status: 'Starting' },
      { status: 'Queued' },
      { status: 'Queued' },
      { status: 'Running', log: 'epoch 1\n' },
      { status: 'Running', log: 'epoch 2\nhalf ' },
      { status: 'Completed', log: 'line\n' },
    ])
    const finished = await follow(world)
    assert.deepEqual(said(world), [
      'SECTION Job j: Starting',
      'SECTION Job j: Queued',
      'SECTION Job j: Running',
      'epoch 1',
      'epoch 2',
      'half line',
      'SECTION Job j: Completed',
    ])
    assert.equal((finished as { status: string }).status, 'Completed')
  })

  it('goes on at states that nobody knows', async () => {
    const world = worldOf([{ status: 'Pondering' }, { status: 'NotResponding' }, { status: 'Completed' }])
    await follow(world)
    assert.ok(said(world).includes('SECTION Job j: Pondering'))
  })

  it('6.8 says every minute that the job lives when nothing changes', async () => {
    const world = fakeWorld()
    lasting(world, 2.5, 'Queued', 'Completed')
    await follow(world)
    assert.deepEqual(
      said(world).filter(line => line.includes(' is ')),
      ['Job j is Queued since 1 min 3 s.', 'Job j is Queued since 2 min 3 s.'],
    )
  })

  it('throws when the job failed: its message and the end of its log', async () => {
    const log = Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join('')
    const error = "Execution failed. User process 'python' exited with status code 1."
    const world = worldOf([
      { status: 'Running', log },
      { status: 'Failed', error },
    ])
    const failure = await failureOf(follow(world))
    const lines = failure.message.split('\n')
    assert.equal(lines[0], `Job j ended as Failed. ${error}`)
    assert.equal(lines[1], 'From its log:')
    assert.deepEqual([lines.length, lines[2], lines.at(-1)], [17, 'line 15', 'line 29'])
    assert.match(failure.likelyCause ?? '', /Your code ended with an error/)
  })

  it('throws when somebody cancelled the job', async () => {
    const failure = await failureOf(follow(worldOf([{ status: 'Running' }, { status: 'Canceled' }])))
    assert.equal(failure.message, 'Job j was cancelled.')
    assert.match(failure.likelyCause ?? '', /this task did not/)
  })

  it('tells a failed image build apart from a failed program', async () => {
    const failure = await failureOf(
      follow(worldOf([{ status: 'Preparing' }, { status: 'Failed', error: 'Image build failed.' }])),
    )
    assert.match(failure.remedy ?? '', /conda file/)
  })

  it('repeats warnings of the service', async () => {
    const world = fakeWorld()
    const warnings = [{ source: 'SecretsWarning', message: 'A secret in a parameter.' }]
    world.wire.on('GET', /\/details/, { body: { runId: 'j', status: 'Completed', warnings } })
    await follow(world)
    assert.deepEqual(world.host.log.warnings, ['A secret in a parameter.'])
  })

  it('prints the log of the image build under its own name, and no system log', async () => {
    const world = fakeWorld()
    const url = (name: string): string => `https://account.blob.storage.example/logs/${name}?sig=s`
    for (const name of ['build', 'user', 'system']) world.world.blobs.put(`logs/${name}`, `${name} says\n`)
    const logFiles = {
      'azureml-logs/20_image_build_log.txt': url('build'),
      'user_logs/std_log.txt': url('user'),
      'system_logs/lifecycler/execution-wrapper.log': url('system'),
    }
    world.wire.on('GET', /\/details/, { body: { runId: 'j', status: 'Completed', logFiles } })
    await follow(world)
    assert.deepEqual(
      said(world).filter(line => line.includes('says')),
      ['image build | build says', 'user says'],
    )
  })

  it('names each process where there are several', async () => {
    const world = fakeWorld()
    const logFiles = Object.fromEntries(
      ['std_log_process_00', 'std_log_process_01'].map(name => {
        world.world.blobs.put(`logs/${name}`, 'hello\n')
        return [`user_logs/${name}.txt`, `https://account.blob.storage.example/logs/${name}?sig=s`]
      }),
    )
    world.wire.on('GET', /\/details/, { body: { runId: 'j', status: 'Completed', logFiles } })
    await follow(world)
    assert.deepEqual(
      said(world).filter(line => line.includes('hello')),
      ['process_00 | hello', 'process_01 | hello'],
    )
  })

  describe('has limits of its own', () => {
    it('for waiting', async () => {
      const world = fakeWorld()
      lasting(world, 100, 'Queued', 'Completed')
      const failure = await failureOf(follow(world, { queueTimeoutInMinutes: 10, runTimeoutInMinutes: 1 }))
      assert.ok(failure instanceof JobTimeoutError)
      assert.equal(failure.message, 'Job j is still Queued after 10 minutes.')
      assert.match(failure.likelyCause ?? '', /quota, capacity/)
    })

    it('for running, counted from when it runs', async () => {
      const world = fakeWorld()
      const start = world.clock.now()
      world.wire.on('GET', /\/details/, (): Reply => {
        const minutes = (world.clock.now() - start) / 60_000
        return { body: { runId: 'j', status: minutes < 30 ? 'Queued' : 'Running' } }
      })
      const failure = await failureOf(follow(world, { runTimeoutInMinutes: 5 }))
      assert.equal(failure.message, 'Job j has run longer than 5 minutes.')
      const minutes = (world.clock.now() - start) / 60_000
      assert.ok(minutes >= 35 && minutes < 36, `${minutes}`)
    })
  })
})
