import assert from 'node:assert/strict'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

describe('A pipeline job in local Azure', function () {
  this.timeout(120_000)
  let workspace: WorkspaceUnderTest
  let environment: string
  let userToken: string

  before(async () => {
    workspace = await startWorkspace()
    environment = `azureml:${await workspace.plainEnvironment()}`
    userToken = (await workspace.azure.credential.getToken('https://ml.azure.com/.default')).token
  })
  after(() => workspace.close())

  const component = async (name: string, command: string, spec: Json): Promise<string> => {
    const componentSpec = { name, version: '1', type: 'command', command, environment, ...spec }
    await workspace.ok('PUT', `/components/${name}/versions/1`, {
      properties: { componentSpec, isAnonymous: true },
    })
    return `${workspace.id}/components/${name}/versions/1`
  }
  const submit = (
    name: string,
    properties: Json,
    headers: Record<string, string> = { 'x-azureml-token': userToken },
  ) => workspace.arm('PUT', `/jobs/${name}`, { properties: { jobType: 'Pipeline', ...properties } }, headers)
  const children = async (name: string) =>
    (await workspace.history(`/runs/${name}/children`)).json()['value'] as Json[]

  describe('of two steps', () => {
    before(async () => {
      const prepare = await component(
        'prepare',
        'echo rows ${{inputs.rows}} && echo table > ${{outputs.table}}/table.csv',
        {
          inputs: { rows: { type: 'integer', default: 5 } },
          outputs: { table: { type: 'uri_folder' } },
        },
      )
      const fit = await component(
        'fit',
        'cat ${{inputs.table}}/table.csv && echo weights > ${{outputs.model}}/m.txt',
        {
          inputs: { table: { type: 'uri_folder' }, depth: { type: 'integer', optional: true } },
          outputs: { model: { type: 'custom_model' } },
        },
      )
      const answer = await submit('line', {
        experimentName: 'heart',
        inputs: { rows: { jobInputType: 'literal', value: '12' } },
        outputs: { model: { jobOutputType: 'custom_model' } },
        jobs: {
          fit: {
            type: 'command',
            componentId: fit,
            inputs: { table: { job_input_type: 'literal', value: '${{parent.jobs.prepare.outputs.table}}' } },
            outputs: { model: { type: 'literal', value: '${{parent.outputs.model}}' } },
          },
          prepare: {
            type: 'command',
            componentId: prepare,
            inputs: { rows: { job_input_type: 'literal', value: '${{parent.inputs.rows}}' } },
          },
        },
      })
      assert.equal(answer.status, 201, answer.text)
      assert.equal((answer.json()['properties'] as Json)['status'], 'Preparing')
      const run = await workspace.waitFor('line', 'Completed', 'Failed')
      assert.equal(
        run['status'],
        'Completed',
        await workspace.readLog('line', 'logs/azureml/executionlogs.txt'),
      )
    })

    it('runs its steps in the order of their data, each with a log of its own', async () => {
      const [first, second] = await children('line')
      assert.deepEqual([first?.['displayName'], second?.['displayName']], ['prepare', 'fit'])
      assert.equal(await workspace.readLog(String(first?.['runId'])), 'rows 12\n')
      assert.equal(await workspace.readLog(String(second?.['runId'])), 'table\n')
      assert.match(
        await workspace.readLog('line', 'logs/azureml/executionlogs.txt'),
        /Finishing experiment: no runs left/,
      )
    })

    it('describes its steps as run history does', async () => {
      const [step] = await children('line')
      const properties = step?.['properties'] as Json
      assert.equal(step?.['runType'], 'azureml.StepRun')
      assert.deepEqual(
        [step['parentRunId'], step['rootRunId'], properties['azureml.pipelinerunid']],
        ['line', 'line', 'line'],
      )
      assert.match(String(properties['azureml.nodeid']), /^[0-9a-f]{8}$/)
    })

    it('answers a step through ARM by name only', async () => {
      const [step] = await children('line')
      const answer = await workspace.arm('GET', `/jobs/${String(step?.['runId'])}`)
      assert.deepEqual([answer.status, Object.keys(answer.json()).sort()], [200, ['id', 'name', 'type']])
    })

    it('gives its output from the step that is bound to it, for a model to be registered from', async () => {
      await workspace.ok('PUT', '/models/line/versions/1', {
        properties: { modelUri: 'azureml://jobs/line/outputs/model', modelType: 'custom_model' },
      })
      const step = (await children('line'))[1]
      const model = (await workspace.ok('GET', '/models/line/versions/1'))['properties'] as {
        modelUri: string
      }
      assert.ok(model.modelUri.endsWith(`/paths/azureml/${String(step?.['runId'])}/model/`), model.modelUri)
    })
  })

  it('fails when a step fails, names it, and starts nothing that needs it', async () => {
    const bad = await component('bad', 'echo oh >&2; exit 3', { outputs: { out: { type: 'uri_folder' } } })
    const next = await component('next', 'true', { inputs: { out: { type: 'uri_folder' } } })
    await submit('failing', {
      jobs: {
        bad: { type: 'command', componentId: bad },
        next: {
          type: 'command',
          componentId: next,
          inputs: { out: { value: '${{parent.jobs.bad.outputs.out}}' } },
        },
      },
    })
    const run = await workspace.waitFor('failing', 'Failed', 'Completed')
    const error = (run['error'] as { error: { message: string } }).error
    assert.match(error.message, /Failed nodes: \/bad\b/)
    const steps = await children('failing')
    assert.deepEqual(
      steps.map(step => [step['displayName'], step['status']]),
      [['bad', 'Failed']],
    )
  })

  it('goes on with steps that do not need a failed one, unless it is told to stop', async () => {
    const bad = await component('bad-first', 'exit 3', {})
    const slow = await component('slow', 'sleep ${{inputs.seconds}}', {
      inputs: { seconds: { type: 'string' } },
    })
    const jobs = (seconds: string) => ({
      bad: { type: 'command', componentId: bad },
      slow: { type: 'command', componentId: slow, inputs: { seconds: { value: seconds } } },
    })
    await submit('going-on', { jobs: jobs('0.5'), settings: { continue_on_step_failure: 'True' } })
    await submit('stopping', { jobs: jobs('600'), settings: { continue_on_step_failure: 'False' } })
    await workspace.waitFor('going-on', 'Failed')
    await workspace.waitFor('stopping', 'Failed')
    const ends = async (name: string): Promise<Json> => {
      const steps = await children(name)
      return Object.fromEntries(
        steps.map((step): [string, unknown] => [String(step['displayName']), step['status']]),
      )
    }
    assert.deepEqual(await ends('going-on'), { bad: 'Failed', slow: 'Completed' })
    assert.deepEqual(await ends('stopping'), { bad: 'Failed', slow: 'Canceled' })
  })

  it('is cancelled with the step that runs', async () => {
    const endless = await component('endless', 'sleep 600', {})
    await submit('cancelled', { jobs: { endless: { type: 'command', componentId: endless } } })
    await workspace.waitFor('cancelled', 'Running')
    const [step] = await poll(() => children('cancelled'))
    await workspace.waitFor(String(step?.['runId']), 'Running')
    await workspace.arm('POST', '/jobs/cancelled/cancel')
    await workspace.waitFor('cancelled', 'Canceled')
    await workspace.waitFor(String(step?.['runId']), 'Canceled')
  })

  describe('that is wrong', () => {
    const node = async () => ({ type: 'command', componentId: await component('fine', 'true', {}) })

    it('is refused without the token of its user', async () => {
      const answer = await submit('wrong', { jobs: { fine: await node() } }, {})
      assert.equal(answer.status, 401)
      assert.match(answer.text, /x-azureml-token/)
    })

    it('is refused with a token for Azure Resource Manager in that header', async () => {
      const { token } = await workspace.azure.credential.getToken('https://management.azure.com/.default')
      const answer = await submit('wrong', { jobs: { fine: await node() } }, { 'x-azureml-token': token })
      assert.equal(answer.status, 401)
    })

    it('is refused when nodes wait for each other', async () => {
      const { componentId } = await node()
      const waiting = (other: string) => ({
        type: 'command',
        componentId,
        inputs: { x: { value: `\${{parent.jobs.${other}.outputs.y}}` } },
      })
      const answer = await submit('wrong', { jobs: { a: waiting('b'), b: waiting('a') } })
      assert.equal(answer.status, 400)
      assert.match(answer.text, /wait for each other: a, b/)
    })

    it('is refused for an unknown component', async () => {
      const answer = await submit('wrong', {
        jobs: { a: { type: 'command', componentId: `${workspace.id}/components/x/versions/1` } },
      })
      assert.equal(answer.status, 404)
    })
  })

  async function poll(read: () => Promise<Json[]>): Promise<Json[]> {
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const found = await read()
      if (found.length > 0) return found
    }
    return assert.fail('The pipeline never had a child run.')
  }
})
