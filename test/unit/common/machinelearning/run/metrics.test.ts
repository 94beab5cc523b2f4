import assert from 'node:assert/strict'
import { metricsDocument } from '../../../../../tasks/common/machinelearning/run/results/metrics-document.ts'
import {
  headline,
  readTracking,
  readValues,
  type TrackedRun,
} from '../../../../../tasks/common/machinelearning/run/results/read-metrics.ts'
import { runTables, usageTable } from '../../../../../tasks/common/machinelearning/run/results/run-tables.ts'
import { fakeWorld, type FakeWorld } from '../../../../support/fake-workspace.ts'
import { historyOf, type FakeRun } from './history-of.ts'

const DONE = [{ status: 'Completed' }]
const tags = { j_0: '{"rate":0.0}', j_1: '{"rate":0.1}' }
const PIPELINE = { 'azureml.runsource': 'azureml.PipelineRun' }
const SWEEP = {
  runTemplate: 'HyperDrive',
  primary_metric_config: '{"name":"loss","goal":"minimize"}',
  best_child_run_id: 'j_1',
}

function worldOf(
  properties: Readonly<Record<string, string>>,
  children: readonly FakeRun[],
  metrics: Readonly<Record<string, Readonly<Record<string, number | string>>>>,
): FakeWorld {
  const world = fakeWorld()
  historyOf(world, { runId: 'j', looks: DONE, children })
  world.wire.on('GET', /\/runs\/j$/, { body: { runId: 'j', status: 'Completed', properties, tags } })
  world.wire.on('GET', /\/mlflow\/.*\/runs\/get/, ({ url }) => {
    const values = metrics[url.searchParams.get('run_id') ?? ''] ?? {}
    const logTags = [{ key: 'team', value: 'blue' }]
    const logged = Object.entries(values).map(([key, value]) => ({ key, value }))
    return {
      body: { run: { data: { metrics: logged, params: [{ key: 'trees', value: '10' }], tags: logTags } } },
    }
  })
  return world
}

const trial = (n: number): FakeRun => ({
  runId: `j_${n}`,
  looks: DONE,
})

describe('reading what a job logged', () => {
  it('last values, their course, parameters and tags', async () => {
    const world = worldOf({}, [], { j: { roc_auc: 0.75 } })
    const [run] = await readTracking(await world.workspace(), 'j')
    assert.deepEqual(run, {
      runId: 'j',
      metrics: { roc_auc: 0.75 },
      history: { roc_auc: [{ value: 0.75, step: 0, timestamp: 1_767_225_600_000 }] },
      parameters: { trees: '10' },
      tags: { team: 'blue' },
    })
  })

  it('the whole course of a metric, page by page', async () => {
    const world = worldOf({}, [], { j: { loss: 1 } })
    const point = (step: number): object => ({ key: 'loss', value: step, step, timestamp: 0 })
    world.wire.on(
      'GET',
      /get-history/,
      { body: { metrics: [point(1)], next_page_token: 'more' } },
      { body: { metrics: [point(2)] } },
    )
    const [run] = await readTracking(await world.workspace(), 'j')
    assert.deepEqual(
      run?.history['loss']?.map(({ step }) => step),
      [1, 2],
    )
    assert.equal(world.wire.sent('GET', /page_token=more/).length, 1)
  })

  it('of a pipeline that of each step at every depth, in order', async () => {
    const inner: FakeRun = {
      runId: 'run-inner',
      displayName: 'inner',
      properties: { StepType: 'SubGraphCloudStep' },
      looks: DONE,
      children: [{ runId: 'run-fit', displayName: 'fit', looks: DONE }],
    }
    const world = worldOf(PIPELINE, [{ runId: 'run-a', displayName: 'prepare', looks: DONE }, inner], {
      'run-a': { rows: 5, seconds: 1 },
      'run-fit': { roc_auc: 0.8, seconds: 2 },
    })
    const runs = await readTracking(await world.workspace(), 'j')
    assert.deepEqual(
      runs.map(({ step }) => step),
      [undefined, 'prepare', 'inner', 'inner/fit'],
    )
    assert.deepEqual(headline(runs), { rows: 5, seconds: 2, roc_auc: 0.8 })
  })

  it('of a sweep that of each trial, and the course of the best one only', async () => {
    const world = worldOf(SWEEP, [trial(0), trial(1)], { j_0: { loss: 0.5 }, j_1: { loss: 0.25 } })
    const workspace = await world.workspace()
    const runs = await readTracking(workspace, 'j')
    assert.deepEqual(headline(runs), { loss: 0.25 })
    assert.deepEqual(
      runs.map(({ step, isBest, tried }) => [step, isBest, tried]),
      [
        [undefined, undefined, undefined],
        ['trial 0', undefined, { rate: '0' }],
        ['trial 1', true, { rate: '0.1' }],
      ],
    )
    assert.deepEqual(
      runs.map(({ history }) => Object.keys(history)),
      [[], [], ['loss']],
    )
    const values = await readValues(workspace, 'j', true)
    assert.deepEqual(
      values.map(({ metrics }) => metrics),
      [{}, { loss: 0.25 }],
    )
  })

  it('numbers that JSON has none for, as MLflow writes them', async () => {
    const world = worldOf({}, [], { j: { loss: 'NaN', gain: 'Infinity' } })
    world.wire.on('GET', /get-history/, { body: { metrics: [{ value: 'NaN', timestamp: 0 }] } })
    const runs = await readTracking(await world.workspace(), 'j')
    const document = JSON.parse(JSON.stringify(metricsDocument(runs))) as { runs: TrackedRun[] }
    assert.deepEqual(document.runs[0]?.metrics, { loss: 'NaN', gain: 'Infinity' })
    assert.deepEqual(document.runs[0]?.history['loss'], [{ value: 'NaN', step: 0, timestamp: 0 }])
  })
})

describe('the tables of a summary', () => {
  const run = (more: Partial<TrackedRun>): TrackedRun => ({
    runId: 'j',
    metrics: {},
    history: {},
    parameters: {},
    tags: {},
    ...more,
  })

  it('show metrics and parameters, whatever their names hold', () => {
    const text = runTables([run({ metrics: { 'a|b': 1 / 3, n: 12345678 }, parameters: { '<x>': '*' } })])
    assert.equal(
      text,
      [
        '| Metric | Value |',
        '| --- | --- |',
        '| a\\|b | 0.33333 |',
        '| n | 12345678 |',
        '',
        '| Parameter | Value |',
        '| --- | --- |',
        '| &lt;x> | \\* |',
      ].join('\n'),
    )
  })

  it('show what each step logged, where several did', () => {
    const step = (name: string): TrackedRun => run({ kind: 'step', step: name, metrics: { seconds: 1.5 } })
    assert.ok(runTables([run({}), step('a'), step('b')]).includes('| b | seconds | 1.5 |'))
    assert.ok(!runTables([run({}), step('a')]).includes('| Step |'))
  })

  it('show the trials of a sweep, best first, those without a value last', () => {
    const objective = { metric: 'loss', goal: 'minimize' as const }
    const trialRun = (n: number, metrics: Record<string, number>, isBest?: true): TrackedRun =>
      run({
        runId: `j_${n}`,
        step: `trial ${n}`,
        kind: 'trial',
        status: 'Completed',
        tried: { rate: `0.${n}` },
        metrics,
        ...(isBest && { isBest }),
      })
    const runs = [
      run({ objective }),
      trialRun(0, {}),
      trialRun(1, { loss: 0.5 }),
      trialRun(2, { loss: 0.25 }, true),
      trialRun(3, { loss: Number.NaN }),
    ]
    const lines = runTables(runs).split('\n')
    const at = lines.indexOf('**4 trials, minimize loss**')
    assert.deepEqual(lines.slice(at + 2), [
      '| Trial | Status | loss | rate |',
      '| --- | --- | --- | --- |',
      '| trial 2 (best) | Completed | 0.25 | 0.2 |',
      '| trial 1 | Completed | 0.5 | 0.1 |',
      '| trial 0 | Completed |  | 0.0 |',
      '| trial 3 | Completed | NaN | 0.3 |',
    ])
  })

  it('show twenty trials of a large sweep and how many there are beside', () => {
    const trials = Array.from({ length: 50 }, (_, n) =>
      run({ runId: `j_${n}`, step: `trial ${n}`, kind: 'trial', metrics: { acc: n } }),
    )
    const text = runTables([run({ objective: { metric: 'acc', goal: 'maximize' } }), ...trials])
    assert.ok(text.includes('| trial 49 |'))
    assert.ok(!text.includes('| trial 29 |'))
    assert.ok(text.endsWith('The other 30 trials are in the metrics file.'))
  })

  it('show what the job took of its computes, with the estimate named as one', () => {
    const text = usageTable([
      {
        target: 'cpu',
        vmSize: 'STANDARD_DS3_V2',
        runs: 2,
        nodes: 1,
        nodeHours: 0.12345,
        idle: { seconds: 120, minNodes: 0, nodeHours: 1 / 30 },
      },
    ])
    assert.ok(
      text.includes(
        '| cpu | STANDARD\\_DS3\\_V2 | 2 | 1 | 0.123 | at most 0.0333 (2 min 0 s a node, estimated) |',
      ),
      text,
    )
    assert.equal(usageTable([]), '')
  })
})
