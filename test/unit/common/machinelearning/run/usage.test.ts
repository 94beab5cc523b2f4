import assert from 'node:assert/strict'
import {
  followJob,
  type FinishedJob,
} from '../../../../../tasks/common/machinelearning/run/follow/follow-job.ts'
import { durationSeconds } from '../../../../../tasks/common/machinelearning/run/usage/run-time.ts'
import { failure } from '../../../../support/fake-wire.ts'
import { fakeWorld, type FakeWorld } from '../../../../support/fake-workspace.ts'
import { historyOf, type FakeRun } from './history-of.ts'

const LIMITS = { queueTimeoutInMinutes: undefined, runTimeoutInMinutes: undefined }

function worldWith(minNodeCount: number): FakeWorld {
  const world = fakeWorld()
  world.world.computes.set('cpu', {
    name: 'cpu',
    properties: {
      computeType: 'AmlCompute',
      properties: {
        vmSize: 'STANDARD_DS3_V2',
        scaleSettings: { minNodeCount, maxNodeCount: 4, nodeIdleTimeBeforeScaleDown: 'PT2M' },
      },
    },
  })
  return world
}

const run = (runId: string, from: string, to: string, more: object = {}): FakeRun => ({
  runId,
  displayName: runId,
  looks: [
    {
      status: 'Completed',
      target: 'cpu',
      startTimeUtc: `2026-01-01T${from}:00Z`,
      endTimeUtc: `2026-01-01T${to}:00Z`,
      ...more,
    },
  ],
})

const follow = async (world: FakeWorld, jobType = 'Command'): Promise<FinishedJob> =>
  followJob(await world.workspace(), { name: 'j', properties: { jobType } }, LIMITS)

const computeLines = ({ host }: FakeWorld): string[] =>
  host.log.lines.filter(line => line.startsWith('Compute '))

describe('what a job took of its compute', () => {
  it('is its nodes times the time that run history tells, and then the idle time of the cluster', async () => {
    const world = worldWith(0)
    const compute = { target: 'cpu', instanceCount: 2 }
    historyOf(world, run('j', '10:00', '11:00', { compute, computeDuration: '00:30:00.0000000' }))
    const { usage } = await follow(world)
    assert.deepEqual(usage, [
      {
        target: 'cpu',
        vmSize: 'STANDARD_DS3_V2',
        runs: 1,
        nodes: 2,
        nodeHours: 1,
        idle: { seconds: 120, minNodes: 0, nodeHours: 240 / 3600 },
      },
    ])
    assert.deepEqual(computeLines(world), [
      'Compute cpu (STANDARD_DS3_V2): 1 node-hours used, at most 2 node(s) at once.',
      'Compute cpu keeps an idle node for 2 min 0 s before it scales down to 0: at most 0.0667 node-hours more (estimated; less where another job takes the nodes).',
    ])
  })

  it('of a pipeline is that of its steps, without the reused ones, by the most nodes at once', async () => {
    const world = worldWith(1)
    const reused = { ...run('old', '01:00', '09:00'), properties: { 'azureml.isreused': 'true' } }
    const children = [
      run('a', '10:00', '10:30'),
      run('b', '10:15', '10:45'),
      run('c', '11:00', '11:30'),
      reused,
    ]
    historyOf(world, { ...run('j', '10:00', '12:00'), children })
    const { usage } = await follow(world, 'Pipeline')
    const [one] = usage
    assert.deepEqual([one?.runs, one?.nodes, one?.nodeHours], [3, 2, 1.5])
    assert.equal(one?.idle?.nodeHours, 120 / 3600)
  })

  it('says that a cluster with a minimum does not scale down', async () => {
    const world = worldWith(1)
    historyOf(world, run('j', '10:00', '11:00'))
    await follow(world)
    assert.match(computeLines(world)[1] ?? '', /keeps 1 node\(s\) even when idle/)
  })

  it('on serverless has no idle time of a cluster', async () => {
    const world = fakeWorld()
    historyOf(world, run('j', '10:00', '10:06', { target: 'Serverless' }))
    await follow(world)
    assert.deepEqual(computeLines(world), [
      'Compute Serverless: 0.1 node-hours used, at most 1 node(s) at once.',
    ])
  })

  it('fails nothing where the cluster cannot be read', async () => {
    const world = worldWith(0)
    world.wire.on('GET', /\/computes\/cpu/, failure(403, 'AuthorizationFailed', 'No.'))
    historyOf(world, run('j', '10:00', '11:00'))
    const { usage } = await follow(world)
    assert.deepEqual([usage[0]?.nodeHours, usage[0]?.idle], [1, undefined])
  })

  it('is told of a job that failed, too', async () => {
    const world = worldWith(0)
    historyOf(world, run('j', '10:00', '11:00', { status: 'Failed' }))
    await assert.rejects(follow(world))
    assert.match(computeLines(world)[0] ?? '', /1 node-hours used/)
  })

  it('is nothing where no node was ever given', async () => {
    const world = fakeWorld()
    historyOf(world, { runId: 'j', looks: [{ status: 'Completed' }] })
    assert.deepEqual((await follow(world)).usage, [])
  })

  for (const [text, seconds] of [
    ['00:00:50.0441382', 50.0441382],
    ['01:02:03', 3723],
    ['2.01:00:00', 176400],
    [null, undefined],
    ['soon', undefined],
  ] as const) {
    it(`reads a duration of ${text}`, () => assert.equal(durationSeconds(text), seconds))
  }
})
