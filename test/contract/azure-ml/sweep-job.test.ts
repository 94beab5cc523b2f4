import assert from 'node:assert/strict'
import { loggingModule } from './logging-by-rest.ts'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

const train = `
import os, pathlib, sys, time
from logging_by_rest import log
depth = float(sys.argv[1])
print('depth', depth, os.environ['AZUREML_SWEEP_depth'], flush=True)
log('auc', depth / 10)
pathlib.Path(sys.argv[2], 'model.txt').write_text(str(depth))
`

const slow = `
import sys, time
from logging_by_rest import log
good = sys.argv[1] == 'good'
for step in range(30 if good else 3000):
    log('auc', 0.9 if good else 0.1, step)
    time.sleep(0.02 if good else 0.2)
`

describe('A sweep job in local Azure', function () {
  this.timeout(120_000)
  let workspace: WorkspaceUnderTest
  let environmentId: string
  let codeId: string

  before(async () => {
    workspace = await startWorkspace()
    environmentId = await workspace.plainEnvironment()
    const files = { 'train.py': train, 'slow.py': slow, 'logging_by_rest.py': loggingModule }
    codeId = await workspace.upload(files)
  })
  after(() => workspace.close())

  const body = (changes: Json = {}): Json => ({
    jobType: 'Sweep',
    experimentName: 'tuning',
    // In the official client's spelling.
    objective: { goal: 'maximize', primaryMetric: 'auc' },
    samplingAlgorithm: { samplingAlgorithmType: 'Grid' },
    searchSpace: { depth: ['choice', [[1, 3, 2]]] },
    limits: { jobLimitsType: 'Sweep', maxTotalTrials: 10, maxConcurrentTrials: 2 },
    trial: { codeId, environmentId, command: 'python train.py ${{search_space.depth}} ${{outputs.model}}' },
    outputs: { model: { jobOutputType: 'custom_model' } },
    ...changes,
  })
  const submit = (name: string, changes: Json = {}) =>
    workspace.ok('PUT', `/jobs/${name}`, { properties: body(changes) })
  const children = async (name: string) =>
    (await workspace.history(`/runs/${name}/children`)).json()['value'] as Json[]
  const job = async (name: string) => (await workspace.ok('GET', `/jobs/${name}`))['properties'] as Json
  /** Each trial's sample, from the sweep's tags. */
  const samples = async (name: string) => {
    const tags = (await job(name))['tags'] as Json
    return (await children(name)).map(({ runId }) => tags[String(runId)])
  }

  describe('over a grid', () => {
    before(async () => {
      await submit('grid')
      await workspace.waitFor('grid', 'Completed', 'Failed')
    })

    it('runs a trial for each combination, as child runs of the sweep', async () => {
      const trials = await children('grid')
      assert.deepEqual(
        trials.map(({ runId, status, parentRunId, rootRunId }) => [runId, status, parentRunId, rootRunId]),
        [0, 1, 2].map(index => [`grid_${index}`, 'Completed', 'grid', 'grid']),
      )
      assert.deepEqual(await samples('grid'), ['{"depth":1}', '{"depth":3}', '{"depth":2}'])
    })

    it('gives a trial its sample in the command and as a variable', async () => {
      assert.equal(await workspace.readLog('grid_1'), 'depth 3.0 3\n')
    })

    it('names the best trial and its score in its properties, through ARM too', async () => {
      const properties = (await job('grid'))['properties'] as Json
      assert.deepEqual(
        [properties['best_child_run_id'], properties['score'], properties['best_metric_status']],
        ['grid_1', '0.3', 'Succeeded'],
      )
      assert.equal(properties['runTemplate'], 'HyperDrive')
      assert.equal(properties['primary_metric_config'], '{"name":"auc","goal":"maximize"}')
      assert.equal(properties['best_data_container_id'], 'dcid.grid_1')
    })

    it('has trials that are command jobs to ARM, unlike a pipeline’s steps', async () => {
      const trial = await job('grid_1')
      assert.deepEqual(
        [trial['jobType'], trial['status'], trial['environmentId']],
        ['Command', 'Completed', environmentId],
      )
    })

    it('tells in its log what it sampled and scheduled', async () => {
      const log = await workspace.readLog('grid', 'azureml-logs/hyperdrive.txt')
      assert.match(log, /\[API\]\[INFO\]Experiment created/)
      assert.match(log, /\[GENERATOR\]\[INFO\]Trying to sample '2' jobs/)
      assert.match(log, /\[SCHEDULER\]\[INFO\]Scheduling job, id='grid_2'/)
      assert.match(log, /\[GENERATOR\]\[INFO\]All jobs generated\./)
      assert.match(log, /\[CONTROLLER\]\[INFO\]Changing Run Status from Running to Completed/)
    })

    it('writes each trial’s outputs to a place of its own', async () => {
      const { blobs, settings } = workspace.azure.world
      const store = `azureml-blobstore-${settings.workspaceId}`
      assert.equal((await blobs.get(store, 'azureml/grid_1/model/model.txt')).toString(), '3.0')
      assert.equal((await blobs.get(store, 'azureml/grid_2/model/model.txt')).toString(), '2.0')
    })
  })

  it('draws the same sample for the same seed', async () => {
    const random = {
      samplingAlgorithm: { samplingAlgorithmType: 'Random', seed: 7 },
      searchSpace: { depth: ['uniform', [1, 9]], width: ['quniform', [0, 100, 5]] },
      trial: { environmentId, command: 'true' },
      limits: { jobLimitsType: 'Sweep', maxTotalTrials: 2, maxConcurrentTrials: 1 },
      outputs: {},
    }
    await submit('seeded-a', random)
    await submit('seeded-b', random)
    await workspace.waitFor('seeded-a', 'Completed')
    await workspace.waitFor('seeded-b', 'Completed')
    assert.deepEqual(await samples('seeded-a'), await samples('seeded-b'))
    assert.equal(new Set(await samples('seeded-a')).size, 2)
  })

  it('cancels trials that fall behind while they run, by the policy', async () => {
    await submit('stopped', {
      searchSpace: { kind: ['choice', [['good', 'bad']]] },
      earlyTermination: { policyType: 'Bandit', slackFactor: 0.1, evaluationInterval: 1, delayEvaluation: 2 },
      trial: { codeId, environmentId, command: 'python slow.py ${{search_space.kind}}' },
      outputs: {},
    })
    await workspace.waitFor('stopped', 'Completed')
    const ends = (await children('stopped')).map(({ runId, status }) => [runId, status])
    assert.deepEqual(ends, [
      ['stopped_0', 'Completed'],
      ['stopped_1', 'Canceled'],
    ])
    const log = await workspace.readLog('stopped', 'azureml-logs/hyperdrive.txt')
    assert.match(log, /'stopped_1' is cancelled by the Bandit policy at interval \d/)
    assert.equal(((await job('stopped'))['properties'] as Json)['best_child_run_id'], 'stopped_0')
  })

  it('is cancelled with the trials that run, and starts no more', async () => {
    await submit('cancelled', { trial: { environmentId, command: 'sleep 600' }, outputs: {} })
    await workspace.waitFor('cancelled_1', 'Running')
    await workspace.arm('POST', '/jobs/cancelled/cancel')
    await workspace.waitFor('cancelled', 'Canceled')
    const ends = (await children('cancelled')).map(({ status }) => status)
    assert.deepEqual(ends, ['Canceled', 'Canceled'])
  })

  it('is cancelled when it runs longer than its limit; a trial, when it runs longer than its own', async () => {
    const sleeping = { trial: { environmentId, command: 'sleep 600' }, outputs: {} }
    const limits = { jobLimitsType: 'Sweep', maxTotalTrials: 1 }
    await submit('long', { ...sleeping, limits: { ...limits, timeout: 'PT1S' } })
    await submit('long-trial', { ...sleeping, limits: { ...limits, trialTimeout: 'PT1S' } })
    await workspace.waitFor('long', 'Canceled')
    await workspace.waitFor('long-trial_0', 'Canceled')
    await workspace.waitFor('long-trial', 'Completed')
  })

  it('fails when every trial fails', async () => {
    await submit('failing', { trial: { environmentId, command: 'exit 3' }, outputs: {} })
    await workspace.waitFor('failing', 'Failed')
    const { error } = await workspace.details('failing')
    assert.equal(error?.error.message, 'User errors were found in at least one of the child runs.')
  })

  describe('that is wrong', () => {
    const refused = async (changes: Json) => {
      const answer = await workspace.arm('PUT', '/jobs/wrong', { properties: body(changes) })
      assert.equal((await workspace.arm('GET', '/jobs/wrong')).status, 404)
      return answer
    }

    it('is refused for a distribution that nobody knows, and for one that lacks a number', async () => {
      const answer = await refused({
        samplingAlgorithm: { samplingAlgorithmType: 'Random' },
        searchSpace: { a: ['gauss', [1]], b: ['uniform', [1]] },
      })
      assert.equal(answer.status, 400)
      assert.match(
        answer.text,
        /'a' has the unknown distribution 'gauss'.*'b' needs 2 number\(s\) for 'uniform'/,
      )
    })

    it('is refused for a grid over what has no end', async () => {
      const answer = await refused({ searchSpace: { depth: ['uniform', [1, 2]] } })
      assert.match(answer.text, /'depth' is 'uniform', but Grid sampling takes only choice/)
    })

    it('is refused without an objective', async () => {
      const { objective: _none, ...rest } = body()
      const answer = await workspace.arm('PUT', '/jobs/wrong', { properties: rest })
      assert.equal(answer.status, 400)
      assert.match(answer.text, /must have required property 'objective'/)
    })
  })
})
