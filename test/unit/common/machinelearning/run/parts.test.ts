import assert from 'node:assert/strict'
import {
  followJob,
  type FinishedJob,
} from '../../../../../tasks/common/machinelearning/run/follow/follow-job.ts'
import { listChildren } from '../../../../../tasks/common/machinelearning/run/history/run-history.ts'
import { fakeWorld, type FakeWorld } from '../../../../support/fake-workspace.ts'
import { historyOf, type FakeRun } from './history-of.ts'

const NO_LIMITS = { queueTimeoutInMinutes: undefined, runTimeoutInMinutes: undefined }
const DONE = [{ status: 'Running' }, { status: 'Completed' }]

async function follow(world: FakeWorld, properties: { jobType: string }): Promise<FinishedJob> {
  return followJob(await world.workspace(), { name: 'j', properties }, NO_LIMITS)
}

const step = (name: string, more: Partial<FakeRun> = {}): FakeRun => ({
  runId: `run-${name}`,
  displayName: name,
  looks: [{ status: 'Running', log: `${name} works\n` }, { status: 'Completed' }],
  ...more,
})

describe('the parts of a job', () => {
  it('of nested pipelines are followed at every depth, each under its whole path', async () => {
    const world = fakeWorld()
    const inner = step('inner', {
      properties: { 'azureml.runsource': 'azureml.PipelineRun' },
      looks: [{ status: 'Running' }, { status: 'Running' }, { status: 'Completed' }],
      children: [step('fit'), step('score')],
    })
    historyOf(world, {
      runId: 'j',
      looks: [...DONE.slice(0, 1), ...DONE],
      children: [step('prepare'), inner],
    })
    const { parts } = await follow(world, { jobType: 'Pipeline' })
    const { lines } = world.host.log
    for (const line of [
      'prepare | prepare works',
      'inner/fit | fit works',
      'inner/score | score works',
      'SECTION Step inner: Completed',
      'SECTION Step inner/fit: Completed',
    ])
      assert.equal(lines.filter(printed => printed === line).length, 1, `${line} in\n${lines.join('\n')}`)
    assert.deepEqual(
      parts.map(({ path, isParent }) => [path, isParent]),
      [
        ['prepare', false],
        ['inner', true],
        ['inner/fit', false],
        ['inner/score', false],
      ],
    )
  })

  it('of a sweep are its trials, with what each tries', async () => {
    const world = fakeWorld()
    const trial = (n: number): FakeRun => ({
      runId: `j_${n}`,
      displayName: 'same for all',
      properties: { 'azureml.runsource': 'hyperdrive' },
      looks: [{ status: 'Running', log: `trial ${n} fits\n` }, { status: 'Completed' }],
    })
    const tags = { j_1: '{"rate": 0.1, "depth": 1}', j_2: '{"rate": 0.2, "depth": 2}' }
    const looks = DONE.map(look => ({ ...look, tags }))
    historyOf(world, { runId: 'j', looks, children: [trial(1), trial(2)] })
    await follow(world, { jobType: 'Sweep' })
    const { lines } = world.host.log
    for (const line of [
      'SECTION Trial 1: Running (rate=0.1, depth=1)',
      'trial 1 | trial 1 fits',
      'SECTION Trial 2: Completed',
    ])
      assert.equal(lines.filter(printed => printed === line).length, 1, `${line} in\n${lines.join('\n')}`)
  })

  it('of a sweep inside a pipeline are its trials below the step', async () => {
    const world = fakeWorld()
    const tune = step('tune', {
      properties: { 'azureml.runsource': 'azureml.StepRun', StepType: 'HyperDriveStep' },
      looks: DONE,
      children: [{ runId: 'run-tune_0', looks: [{ status: 'Completed', log: 'fits\n' }] }],
    })
    historyOf(world, { runId: 'j', looks: [...DONE.slice(0, 1), ...DONE], children: [tune] })
    await follow(world, { jobType: 'Pipeline' })
    assert.ok(world.host.log.lines.includes('tune/trial 0 | fits'), world.host.log.text)
    assert.ok(world.host.log.lines.includes('SECTION tune/Trial 0: Completed'), world.host.log.text)
  })

  it('that are reused are marked in their state and in each line', async () => {
    const world = fakeWorld()
    const reused = step('prepare', {
      properties: { 'azureml.isreused': 'true' },
      looks: [{ status: 'Completed', log: 'old\n' }],
    })
    historyOf(world, { runId: 'j', looks: DONE, children: [reused] })
    await follow(world, { jobType: 'Pipeline' })
    assert.ok(world.host.log.lines.includes('prepare (reused) | old'))
    assert.ok(world.host.log.lines.includes('SECTION Step prepare: Completed (reused from an earlier run)'))
  })

  it('make one group where their lines come together, and none around states', async () => {
    const world = fakeWorld()
    historyOf(world, { runId: 'j', looks: DONE, children: [step('a'), step('b')] })
    await follow(world, { jobType: 'Pipeline' })
    const { lines } = world.host.log
    const at = lines.indexOf('GROUP a')
    assert.deepEqual(lines.slice(at, at + 3), ['GROUP a', 'a | a works', 'ENDGROUP'])
    let open = false
    for (const line of lines) {
      if (line.startsWith('GROUP')) open = true
      if (line === 'ENDGROUP') open = false
      assert.ok(!(open && line.startsWith('SECTION')), `${line} stands in a group`)
    }
  })

  it('move the progress by the number that the definition promises, never back', async () => {
    const world = fakeWorld()
    historyOf(world, {
      runId: 'j',
      looks: [{ status: 'Running' }, ...DONE],
      children: [step('a'), step('b')],
    })
    const properties = { jobType: 'Pipeline', jobs: { a: {}, b: {}, c: {}, d: {} } }
    await follow(world, properties)
    assert.deepEqual(world.host.log.progressSteps, [{ percent: 50, operation: '2 of 4 steps are done' }])
  })

  it('that are more than one page of run history are all found', async () => {
    const world = fakeWorld()
    const page = (from: number, continuationToken: string | null): object => ({
      body: {
        value: Array.from({ length: 100 }, (_, i) => ({ runId: `t${from + i}`, status: 'Running' })),
        continuationToken,
      },
    })
    world.wire.on('GET', /\/children$/, page(0, '100'))
    world.wire.on('GET', /\/children\?\$continuationtoken=100$/, page(100, null))
    assert.equal((await listChildren(await world.workspace(), 'j')).length, 200)
  })
})
