import assert from 'node:assert/strict'
import { type Pipelines, literal, pipelinesOf } from './pipelines.ts'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

const log = `
import json, os, sys, urllib.request
base = os.environ['MLFLOW_TRACKING_URI'].replace('azureml://', 'https://').rstrip('?')
body = {'run_id': os.environ['MLFLOW_RUN_ID'], 'key': 'auc', 'value': float(sys.argv[1]), 'timestamp': 0, 'step': 0}
headers = {'Authorization': 'Bearer ' + os.environ['MLFLOW_TRACKING_TOKEN'], 'Content-Type': 'application/json'}
request = urllib.request.Request(base + '/api/2.0/mlflow/runs/log-metric', json.dumps(body).encode(), headers)
urllib.request.urlopen(request).read()
`

describe('A pipeline’s steps in local Azure', function () {
  this.timeout(120_000)
  let workspace: WorkspaceUnderTest
  let pipelines: Pipelines

  before(async () => {
    workspace = await startWorkspace()
    pipelines = await pipelinesOf(workspace, `azureml:${await workspace.plainEnvironment()}`)
  })
  after(() => workspace.close())

  const component: Pipelines['component'] = (name, spec) => pipelines.component(name, spec)
  const submit: Pipelines['submit'] = (name, properties) => pipelines.submit(name, properties)
  const run: Pipelines['run'] = (name, properties) => pipelines.run(name, properties)
  const children: Pipelines['children'] = runId => pipelines.children(runId)

  it('take registered components by id, with defaults, optional inputs and values of their own', async () => {
    const id = await component('greets', {
      command: 'echo ${{inputs.who}} ${{inputs.times}} $[[--loud ${{inputs.loud}}]] $COLOUR',
      environment_variables: { COLOUR: 'red' },
      inputs: {
        who: { type: 'string' },
        times: { type: 'integer', default: 3 },
        loud: { type: 'boolean', optional: true },
      },
    })
    const node = { type: 'command', componentId: id }
    await run('defaults', {
      jobs: {
        quiet: { ...node, inputs: { who: literal('you') } },
        loud: {
          ...node,
          inputs: { who: literal('me'), times: literal('1'), loud: literal('True') },
          environment_variables: { COLOUR: 7 },
        },
      },
    })
    const logs = await Promise.all((await children('defaults')).map(step => workspace.readLog(step.runId)))
    assert.deepEqual(logs.sort(), ['me 1 --loud True 7\n', 'you 3 red\n'])
  })

  describe('that are pipeline components', () => {
    let inner: string

    before(async () => {
      const writes = await component('writes', {
        command: 'echo ${{inputs.text}} > ${{outputs.out}}/text',
        inputs: { text: { type: 'string' } },
        outputs: { out: { type: 'uri_folder' } },
      })
      const copies = await component('copies', {
        command: 'cp ${{inputs.source}}/text ${{outputs.copy}}/text',
        inputs: { source: { type: 'uri_folder' } },
        outputs: { copy: { type: 'uri_folder' } },
      })
      inner = await component('inner', {
        type: 'pipeline',
        inputs: { text: { type: 'string', default: 'by default' } },
        outputs: { result: { type: 'uri_folder' } },
        jobs: {
          write: {
            type: 'command',
            componentId: writes,
            inputs: { text: literal('${{parent.inputs.text}}') },
          },
          copy: {
            type: 'command',
            componentId: copies,
            inputs: { source: literal('${{parent.jobs.write.outputs.out}}') },
            outputs: { copy: { type: 'literal', value: '${{parent.outputs.result}}' } },
          },
        },
      })
      const shows = await component('shows', {
        command: 'cat ${{inputs.folder}}/text',
        inputs: { folder: { type: 'uri_folder' } },
      })
      await run('outer', {
        inputs: { text: { jobInputType: 'literal', value: 'handed down' } },
        jobs: {
          nest: {
            type: 'pipeline',
            componentId: inner,
            inputs: { text: literal('${{parent.inputs.text}}') },
          },
          show: {
            type: 'command',
            componentId: shows,
            inputs: { folder: literal('${{parent.jobs.nest.outputs.result}}') },
          },
        },
      })
    })

    it('have their steps as children, whose outputs become theirs', async () => {
      const [nest, show] = await children('outer')
      assert.ok(nest && show)
      assert.deepEqual([nest['displayName'], show['displayName']], ['nest', 'show'])
      const steps = await children(nest.runId)
      assert.deepEqual(
        steps.map(step => [step['displayName'], step['parentRunId'], step['rootRunId']]),
        [
          ['write', nest.runId, 'outer'],
          ['copy', nest.runId, 'outer'],
        ],
      )
      assert.equal(await workspace.readLog(show.runId), 'handed down\n')
    })

    it('are known by their kind of step', async () => {
      const [nest] = await children('outer')
      assert.equal((nest?.['properties'] as Json)['StepType'], 'SubGraphCloudStep')
    })

    it('may be the whole job', async () => {
      await run('alone', {
        componentId: inner,
        jobs: {},
        outputs: { result: { jobOutputType: 'uri_folder' } },
      })
      assert.deepEqual(
        (await children('alone')).map(step => step['displayName']),
        ['write', 'copy'],
      )
      const { outputs } = (await workspace.details('alone')) as unknown as { outputs: Json }
      assert.ok(outputs['result'])
    })
  })

  it('may be sweeps, whose best trial gives the outputs', async () => {
    const codeId = await workspace.upload({ 'log.py': log })
    const trial = await component('trial', {
      code: `azureml:${codeId}`,
      command: 'python log.py ${{inputs.depth}} && echo ${{inputs.depth}} > ${{outputs.model}}/depth',
      inputs: { depth: { type: 'number' } },
      outputs: { model: { type: 'custom_model' } },
    })
    const reads = await component('reads', {
      command: 'cat ${{inputs.model}}/depth',
      inputs: { model: { type: 'custom_model' } },
    })
    await run('swept', {
      jobs: {
        sweep: {
          type: 'sweep',
          trial: { componentId: trial },
          search_space: { depth: { type: 'choice', values: [1, 5, 2] } },
          sampling_algorithm: 'grid',
          objective: { goal: 'maximize', primary_metric: 'auc' },
          limits: { max_total_trials: 3, max_concurrent_trials: 2, timeout: 100, trial_timeout: 60 },
        },
        read: {
          type: 'command',
          componentId: reads,
          inputs: { model: literal('${{parent.jobs.sweep.outputs.model}}') },
        },
      },
    })
    const [sweep, read] = await children('swept')
    assert.ok(sweep && read)
    assert.equal((await children(sweep.runId)).length, 3)
    assert.equal((sweep['properties'] as Json)['best_child_run_id'], `${sweep.runId}_1`)
    assert.equal(await workspace.readLog(read.runId), '5\n')
  })

  it('are cancelled with the pipeline, however deep, and fail it by their own name', async () => {
    const sleeps = await component('sleeps', {
      command: 'sleep ${{inputs.seconds}}',
      inputs: { seconds: { type: 'integer' } },
    })
    const fails = await component('fails', { command: 'exit 3' })
    const wrap = (name: string, jobs: Json) => component(name, { type: 'pipeline', jobs })
    const sleeper = { type: 'command', componentId: sleeps, inputs: { seconds: literal('600') } }
    const deep = await wrap('deep', { inner: sleeper })
    const broken = await wrap('broken', { inner: { type: 'command', componentId: fails } })
    const sweep = {
      type: 'sweep',
      trial: { componentId: sleeps },
      search_space: { seconds: { type: 'choice', values: [600, 601] } },
      sampling_algorithm: 'grid',
      objective: { goal: 'minimize', primary_metric: 'auc' },
      limits: { max_total_trials: 2, max_concurrent_trials: 1 },
    }
    await submit('stopping', { jobs: { nest: { type: 'pipeline', componentId: deep }, sweep } })
    await submit('breaking', { jobs: { nest: { type: 'pipeline', componentId: broken } } })
    const below = async (runId: string): Promise<Json[]> => {
      const own = await children(runId)
      return [...own, ...(await Promise.all(own.map(child => below(child.runId)))).flat()]
    }
    const running = async () => (await below('stopping')).filter(({ status }) => status === 'Running')
    const deadline = Date.now() + 30_000
    while ((await running()).length < 4) assert.ok(Date.now() < deadline, 'Not all of it ran.')
    await workspace.arm('POST', '/jobs/stopping/cancel')
    await workspace.waitFor('stopping', 'Canceled')
    const ends = (await below('stopping')).map(({ status }) => status)
    assert.deepEqual(ends, ['Canceled', 'Canceled', 'Canceled', 'Canceled'])
    await workspace.waitFor('breaking', 'Failed')
    assert.match((await workspace.details('breaking')).error?.error.message ?? '', /Failed nodes: \/nest/)
  })

  it('are spread over nodes and processes as node and component say', async () => {
    const id = await component('spread', {
      command: 'echo $RANK of $WORLD_SIZE',
      resources: { instance_count: 2 },
      distribution: { type: 'pytorch', process_count_per_instance: 2 },
    })
    const distribution = { distribution_type: 'PyTorch', process_count_per_instance: 1 }
    await run('spreading', {
      jobs: {
        asComponent: { type: 'command', componentId: id },
        asNode: { type: 'command', componentId: id, distribution },
      },
    })
    const sizes = (await children('spreading')).map(async step => {
      const rank0 = await workspace.readLog(step.runId, 'user_logs/std_log_process_0.txt')
      return [step['displayName'], rank0]
    })
    assert.deepEqual(Object.fromEntries(await Promise.all(sizes)), {
      asComponent: '0 of 4\n',
      asNode: '0 of 2\n',
    })
  })

  describe('that did the same before', () => {
    const reuseOf = (step: Json | undefined) => (step?.['properties'] as Json)['azureml.isreused']
    const job = (componentId: string, settings: Json = {}) => ({
      settings,
      jobs: { only: { type: 'command', componentId, inputs: { n: literal('1') } } },
    })
    const spec = {
      command: 'echo ran ${{inputs.n}} > ${{outputs.out}}/n; cat ${{outputs.out}}/n',
      inputs: { n: { type: 'integer' } },
      outputs: { out: { type: 'uri_folder' } },
    }

    it('are taken from the earlier run: its logs, its outputs, its id in the properties', async () => {
      const id = await component('steady', spec)
      await run('first', job(id))
      await run('second', job(id))
      const [original] = await children('first')
      const [reused] = await children('second')
      assert.ok(original && reused)
      const properties = reused['properties'] as Json
      assert.deepEqual(
        [reuseOf(original), properties['azureml.isreused'], properties['azureml.reusedrunid']],
        [undefined, 'true', original.runId],
      )
      assert.equal(properties['azureml.reusedpipelinerunid'], 'first')
      assert.equal(reused['dataContainerId'], `dcid.${original.runId}`)
      assert.deepEqual(reused['outputs'], original['outputs'])
      assert.equal(await workspace.readLog(reused.runId), 'ran 1\n')
    })

    it('tell the metrics of the earlier run, whose data container they share', async () => {
      const codeId = await workspace.upload({ 'log.py': log })
      const command = 'python log.py ${{inputs.n}}'
      const id = await component('logs', { ...spec, command, code: `azureml:${codeId}` })
      await run('logged', job(id))
      await run('logged-again', job(id))
      const [reused] = await children('logged-again')
      assert.equal(reuseOf(reused), 'true')
      const answer = await workspace.mlflow('GET', `runs/get?run_id=${String(reused?.runId)}`)
      const { data } = answer.json()['run'] as { data: { metrics: Json[] } }
      assert.deepEqual(
        data.metrics.map(({ key, value }) => [key, value]),
        [['auc', 1]],
      )
    })

    it('run again when the job wants that, when an input differs, and when they are not deterministic', async () => {
      const id = await component('again', spec)
      const random = await component('random', { ...spec, is_deterministic: false })
      await run('a', job(id))
      await run('b', job(id, { force_rerun: true }))
      const other = { only: { type: 'command', componentId: id, inputs: { n: literal('2') } } }
      await run('c', { jobs: other })
      await run('d', job(random))
      await run('e', job(random))
      for (const name of ['b', 'c', 'e']) assert.equal(reuseOf((await children(name))[0]), undefined, name)
    })
  })

  describe('that are not emulated', () => {
    const refused = async (node: Json) => {
      const answer = await submit('wrong', { jobs: { other: node } })
      assert.equal((await workspace.arm('GET', '/jobs/wrong')).status, 404)
      return [answer.status, ((answer.json()['error'] as Json)['message'] as string).slice(0, 80)]
    }

    for (const type of ['automl', 'spark']) {
      it(`answer 501 naming ${type}`, async () => {
        const [status, message] = await refused({
          type,
          componentId: `${workspace.id}/components/x/versions/1`,
        })
        assert.equal(status, 501)
        assert.ok(
          String(message).includes(`pipeline nodes of type '${type}' (node 'other')`),
          String(message),
        )
      })
    }

    it('answer 501 for a component of a registry', async () => {
      const componentId = 'azureml://registries/azureml/components/train/versions/1'
      assert.equal((await refused({ type: 'command', componentId }))[0], 501)
    })
  })
})
