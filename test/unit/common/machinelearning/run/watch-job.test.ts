import assert from 'node:assert/strict'
import { RestError } from '@azure/core-rest-pipeline'
import {
  followJob,
  followJobs,
  JobTimeoutError,
  type JobLimits,
} from '../../../../../tasks/common/machinelearning/run/follow/follow-job.ts'
import { failure } from '../../../../support/fake-wire.ts'
import { fakeWorld, type FakeWorld } from '../../../../support/fake-workspace.ts'
import { historyOf, type Look } from './history-of.ts'

const NO_LIMITS: JobLimits = { queueTimeoutInMinutes: undefined, runTimeoutInMinutes: undefined }

const jobOf = (name: string, jobType = 'Command') => ({ name, properties: { jobType } })

async function follow(world: FakeWorld, limits: Partial<JobLimits> = {}, jobType?: string): Promise<unknown> {
  return followJob(await world.workspace(), jobOf('j', jobType), { ...NO_LIMITS, ...limits })
}

const times = (count: number, look: Look): Look[] => Array.from({ length: count }, () => look)

describe('while a job waits', () => {
  const waiting = (fields: object): FakeWorld => {
    const world = fakeWorld()
    historyOf(world, {
      runId: 'j',
      looks: [...times(20, { status: 'Queued', ...fields }), { status: 'Completed' }],
    })
    return world
  }
  const heartbeats = ({ host }: FakeWorld): string[] => host.log.lines.filter(line => / since /.test(line))

  it('repeats what the service says of the queue, in its words', async () => {
    const world = waiting({})
    const queueingInfo = { code: 'Queued', message: 'Your job is number 3 in the queue.' }
    world.wire.on('GET', /\/runs\/j$/, { body: { runId: 'j', queueingInfo } })
    await follow(world)
    assert.deepEqual(heartbeats(world), [
      'Job j is Queued since 1 min 3 s. Your job is number 3 in the queue.',
    ])
  })

  it('says nothing of a place in the queue where the service does not', async () => {
    const world = waiting({})
    await follow(world)
    assert.deepEqual(heartbeats(world), ['Job j is Queued since 1 min 3 s.'])
  })

  it('tells what run history knows of the cluster', async () => {
    const status = {
      AllocationState: 'resizing',
      PreparingNodeCount: 1,
      RunningNodeCount: 0,
      CurrentNodeCount: 2,
    }
    const world = waiting({ tags: { _aml_system_ComputeTargetStatus: JSON.stringify(status) } })
    await follow(world)
    assert.match(
      heartbeats(world)[0] ?? '',
      /The cluster has 2 node\(s\), 1 preparing, 0 running, resizing\.$/,
    )
  })
})

describe('while a job runs', () => {
  it('names the steps that have not ended, and asks for the queue of one that waits', async () => {
    const world = fakeWorld()
    const step = (name: string, status: string) => ({
      runId: `run-${name}`,
      displayName: name,
      looks: [...times(20, { status }), { status: 'Completed' }],
    })
    const looks = [...times(20, { status: 'Running' }), { status: 'Completed' }]
    const children = [step('fit', 'Running'), step('score', 'Queued')]
    historyOf(world, { runId: 'j', looks, children })
    const queueingInfo = { message: 'Waiting for 1 node.' }
    world.wire.on('GET', /\/runs\/run-score$/, { body: { runId: 'run-score', queueingInfo } })
    await follow(world, {}, 'Pipeline')
    assert.deepEqual(
      world.host.log.lines.filter(line => / since /.test(line)),
      ['Job j is Running since 1 min 3 s. Not ended yet: fit (Running), score (Queued). Waiting for 1 node.'],
    )
  })

  it('shows the state of a progress bar when nothing else was printed for a minute', async () => {
    const world = fakeWorld()
    const looks = [
      { status: 'Running', log: 'fit\n 10%|#' },
      ...times(19, { status: 'Running', log: '\r 20%|##' }),
    ]
    historyOf(world, { runId: 'j', looks: [...looks, { status: 'Completed', log: '\rdone\n' }] })
    await follow(world)
    const lines = world.host.log.lines.filter(line => !line.startsWith('SECTION'))
    assert.deepEqual(lines.slice(0, 3), [
      'fit',
      'Job j is Running since 1 min 3 s. Its log shows: 20%|##',
      'done',
    ])
  })

  it('needs no heartbeat while its log grows', async () => {
    const world = fakeWorld()
    historyOf(world, {
      runId: 'j',
      looks: [...times(60, { status: 'Running', log: 'still here\n' }), { status: 'Completed' }],
    })
    await follow(world)
    assert.deepEqual(
      world.host.log.lines.filter(line => / since /.test(line)),
      [],
    )
  })

  for (const status of ['CancelRequested', 'NotResponding', 'Paused']) {
    it(`in state ${status} is followed until it is clear`, async () => {
      const world = fakeWorld()
      historyOf(world, {
        runId: 'j',
        looks: [
          { status: 'Running' },
          ...times(50, { status }),
          { status: 'Running' },
          { status: 'Completed' },
        ],
      })
      await follow(world)
      assert.equal(world.host.log.warnings.filter(line => line.startsWith(`Job j is ${status}.`)).length, 1)
    })

    it(`in state ${status} fails where it ends as Canceled`, async () => {
      const world = fakeWorld()
      historyOf(world, { runId: 'j', looks: [{ status }, { status: 'Canceled' }] })
      await assert.rejects(follow(world), { message: 'Job j was cancelled.' })
    })
  }

  it('prints what is written to the log after the last state', async () => {
    const world = fakeWorld()
    const looks = [
      { status: 'Running', log: 'one\n' },
      { status: 'Completed', log: 'two\n' },
      { status: 'Completed', log: 'three\nno end' },
    ]
    historyOf(world, { runId: 'j', looks })
    await follow(world)
    assert.deepEqual(
      world.host.log.lines.filter(line => !line.startsWith('SECTION')),
      ['one', 'two', 'three', 'no end'],
    )
  })

  it('goes on where its log cannot be reached, and says at the end where the log is', async () => {
    const world = fakeWorld()
    historyOf(world, { runId: 'j', looks: [{ status: 'Running', log: 'x\n' }, { status: 'Completed' }] })
    world.wire.on('GET', /storage\.example/, failure(403, 'AuthorizationFailure', 'Not from this network.'))
    await follow(world)
    assert.match(
      world.host.log.warnings.join(),
      /could not be read to its end: .*AuthorizationFailure.*in the studio/,
    )
  })

  it('asks the artifact service for a log that its details never name', async () => {
    const world = fakeWorld()
    historyOf(world, { runId: 'j', looks: [{ status: 'Running' }, { status: 'Completed' }] })
    world.world.blobs.put('logs/hidden', 'found\n')
    const contentUri = 'https://account.blob.storage.example/logs/hidden?sig=s'
    world.wire.on('GET', /contentinfo\/ExperimentRun\/dcid\.j\?path=user_logs\/$/, {
      body: { value: [{ path: 'user_logs/std_log.txt', contentUri }] },
    })
    await follow(world)
    assert.ok(world.host.log.lines.includes('found'))
  })

  it('waits for no log that never appears', async () => {
    const world = fakeWorld()
    historyOf(world, { runId: 'j', looks: [{ status: 'Running' }, { status: 'Completed' }] })
    await follow(world)
    assert.ok(world.clock.waits.length < 5, world.clock.waits.join())
  })
})

describe('while Azure does not answer', () => {
  const down = (minutes: number): FakeWorld => {
    const world = fakeWorld()
    const start = world.clock.now()
    world.wire.on('GET', /\/runs\/j\/details/, () => {
      const isDown = world.clock.now() - start < minutes * 60_000
      return isDown ? failure(503, 'ServerBusy', 'Busy.') : { body: { runId: 'j', status: 'Completed' } }
    })
    return world
  }

  it('for ten minutes a job is followed all the same, and said once', async () => {
    const world = down(10)
    await follow(world)
    assert.equal(world.host.log.warnings.length, 1)
    assert.match(world.host.log.warnings[0] ?? '', /^Azure does not answer: .*Busy\. .* go on asking/)
  })

  it('for an hour following gives up', async () => {
    const world = down(60)
    const start = world.clock.now()
    await assert.rejects(follow(world), /Reading the state of job j failed: Busy\./)
    assert.ok(world.clock.now() - start < 25 * 60_000)
  })

  it('a refusal is no outage', async () => {
    const world = fakeWorld()
    world.wire.on('GET', /\/runs\/j\/details/, failure(403, 'AuthorizationFailed', 'No.'))
    await assert.rejects(follow(world), /Reading the state of job j failed: No\./)
    assert.deepEqual(world.clock.waits, [])
  })

  it('because the way to it is broken, a job is followed when it is whole again', async () => {
    const world = fakeWorld()
    const cut = new RestError('getaddrinfo EAI_AGAIN', { code: RestError.REQUEST_SEND_ERROR })
    world.wire.on('GET', /\/runs\/j\/details/, ...Array.from({ length: 20 }, () => cut), {
      body: { runId: 'j', status: 'Completed' },
    })
    await follow(world)
    assert.deepEqual(world.host.log.lines.slice(-1), ['SECTION Job j: Completed'])
    assert.equal(world.host.log.warnings.length, 1)
  })
})

describe('the limits of a job', () => {
  const before = (world: FakeWorld, minutes: number): string =>
    new Date(world.clock.now() - minutes * 60_000).toISOString()

  async function timeoutOf(work: Promise<unknown>): Promise<string> {
    const error: unknown = await work.catch((thrown: unknown) => thrown)
    assert.ok(error instanceof JobTimeoutError, String(error))
    return error.message
  }

  it('for waiting count from the creation of the job, also where an earlier attempt created it', async () => {
    const world = fakeWorld()
    historyOf(world, { runId: 'j', looks: [{ status: 'Queued', createdTimeUtc: before(world, 11) }] })
    assert.equal(
      await timeoutOf(follow(world, { queueTimeoutInMinutes: 10 })),
      'Job j is still Queued after 10 minutes.',
    )
    assert.deepEqual(world.clock.waits, [])
  })

  it('for running count from its start, not from its creation', async () => {
    const world = fakeWorld()
    const createdTimeUtc = before(world, 60)
    const startTimeUtc = before(world, 5)
    historyOf(world, { runId: 'j', looks: [{ status: 'Running', createdTimeUtc, startTimeUtc }] })
    const start = world.clock.now()
    assert.match(
      await timeoutOf(follow(world, { queueTimeoutInMinutes: 1, runTimeoutInMinutes: 10 })),
      /has run longer than 10 minutes/,
    )
    const minutes = (world.clock.now() - start) / 60_000
    assert.ok(minutes >= 5 && minutes < 5.2, `${minutes}`)
  })

  it('for running go on while a job that lost its node queues again; those for waiting do not', async () => {
    const world = fakeWorld()
    historyOf(world, { runId: 'j', looks: [{ status: 'Running' }, { status: 'Queued' }] })
    assert.match(
      await timeoutOf(follow(world, { queueTimeoutInMinutes: 1, runTimeoutInMinutes: 10 })),
      /has run longer than 10 minutes/,
    )
  })

  it('for waiting hold for a pipeline none of whose steps has begun, although it is Running itself', async () => {
    const world = fakeWorld()
    const step = { runId: 's', displayName: 'train', looks: [{ status: 'Queued' }] }
    historyOf(world, { runId: 'j', looks: [{ status: 'Running' }], children: [step] })
    assert.equal(
      await timeoutOf(follow(world, { queueTimeoutInMinutes: 10 }, 'Pipeline')),
      'Job j is still Running after 10 minutes.',
    )
  })

  it('hold while Azure says that the job is Paused', async () => {
    const world = fakeWorld()
    historyOf(world, { runId: 'j', looks: [{ status: 'Running' }, { status: 'Paused' }] })
    assert.match(await timeoutOf(follow(world, { runTimeoutInMinutes: 3 })), /longer than 3 minutes/)
  })
})

describe('following several jobs', () => {
  it('prints each line under its job, keeps groups apart, and tells how each ended', async () => {
    const world = fakeWorld()
    historyOf(
      world,
      { runId: 'a', looks: [{ status: 'Running', log: 'from a\n' }, { status: 'Completed' }] },
      { runId: 'b', looks: [{ status: 'Running', log: 'from b\n' }, { status: 'Failed' }] },
    )
    const results = await followJobs(await world.workspace(), [jobOf('a'), jobOf('b')], NO_LIMITS)
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    )
    const { lines } = world.host.log
    for (const line of ['a | from a', 'b | from b', 'SECTION Job a: Completed', 'SECTION Job b: Failed'])
      assert.equal(lines.filter(printed => printed === line).length, 1, `${line} in\n${lines.join('\n')}`)
    const groups = lines.filter(line => /^(END)?GROUP/.test(line)).map(line => line.slice(0, 3))
    assert.deepEqual(
      groups,
      groups.map((_, i) => (i % 2 === 0 ? 'GRO' : 'END')),
    )
  })
})
