import assert from 'node:assert/strict'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

describe('Runs and metrics of local Azure', function () {
  this.timeout(60_000)
  let workspace: WorkspaceUnderTest
  let experimentId: string
  let runIds: Record<string, string>

  before(async () => {
    workspace = await startWorkspace()
    const made = await workspace.mlflow('POST', 'experiments/create', { name: 'search' })
    experimentId = String(made.json()['experiment_id'])
    runIds = {
      first: await newRun('first', { auc: [0.5, 0.7], depth: '3' }),
      second: await newRun('second', { auc: [0.9], depth: '5' }),
      third: await newRun('third', { depth: '5' }),
    }
    await workspace.mlflow('POST', 'runs/update', { run_id: runIds['second'], status: 'FINISHED' })
  })
  after(() => workspace.close())

  async function newRun(
    name: string,
    { auc = [], depth }: { auc?: number[]; depth: string },
  ): Promise<string> {
    const body = { experiment_id: experimentId, run_name: name, tags: [{ key: 'team.name', value: name }] }
    const { run } = (await workspace.mlflow('POST', 'runs/create', body)).json() as {
      run: { info: { run_id: string } }
    }
    const { run_id: runId } = run.info
    const metrics = auc.map((value, step) => ({ key: 'auc', value, timestamp: 1000 + step, step }))
    await workspace.mlflow('POST', 'runs/log-batch', {
      run_id: runId,
      metrics,
      params: [{ key: 'depth', value: depth }],
    })
    return runId
  }

  const search = async (body: Json): Promise<string[]> => {
    const answer = await workspace.mlflow('POST', 'runs/search', { experiment_ids: [experimentId], ...body })
    assert.equal(answer.status, 200, answer.text)
    const { runs } = answer.json() as { runs: { info: { run_name: string } }[] }
    return runs.map(({ info }) => info.run_name)
  }

  const filters: [string, string[]][] = [
    ['', ['third', 'second', 'first']],
    ['metrics.auc > 0.6', ['second', 'first']],
    ["params.depth = '5' and metrics.auc >= 0.9", ['second']],
    ['tags.`team.name` != \'first\' AND params.depth = "5"', ['third', 'second']],
    ["tags.mlflow.runName = 'first'", ['first']],
    ["attributes.status = 'FINISHED'", ['second']],
    ["run_name = 'third'", ['third']],
  ]
  for (const [filter, expected] of filters) {
    it(`are found by the filter "${filter}"`, async () =>
      assert.deepEqual(await search({ filter }), expected))
  }

  it('are ordered by a metric, those without it last', async () => {
    assert.deepEqual(await search({ order_by: ['metrics.auc ASC'] }), ['first', 'second', 'third'])
    assert.deepEqual(await search({ order_by: ['metrics.auc DESC'] }), ['second', 'first', 'third'])
  })

  it('come in pages', async () => {
    const page = { experiment_ids: [experimentId], max_results: 2 }
    const first = (await workspace.mlflow('POST', 'runs/search', page)).json() as {
      runs: Json[]
      next_page_token: string
    }
    assert.equal(first.runs.length, 2)
    assert.deepEqual(await search({ ...page, page_token: first.next_page_token }), ['first'])
  })

  it('refuse an attribute that no run has', async () => {
    const filter = "attributes.colour = 'red'"
    const answer = await workspace.mlflow('POST', 'runs/search', { experiment_ids: [experimentId], filter })
    assert.deepEqual([answer.status, answer.json()['error_code']], [400, 'INVALID_PARAMETER_VALUE'])
  })

  describe('in the metric service', () => {
    const call = async (run: string, path: string, body: Json = {}) => {
      const { azure, id } = workspace
      const { token } = await azure.credential.getToken('https://management.azure.com/.default')
      const url = `${azure.description.endpoints.dataPlane}/metric/v2.0${id}/runs/${runIds[run]}/${path}`
      return azure.call('POST', url, { token, body })
    }

    it('are listed by name', async () => {
      const { value } = (await call('first', 'list')).json() as {
        value: { metricKey: Json; columns: Json }[]
      }
      assert.deepEqual(
        value.map(({ metricKey, columns }) => [metricKey['name'], columns]),
        [['auc', { auc: 'Double' }]],
      )
    })

    it('have their whole history', async () => {
      const full = (await call('first', 'full', { metricName: 'auc' })).json() as { value: Json[] }
      assert.deepEqual(
        full.value.map(({ step, data }) => [step, data]),
        [
          [0, { auc: 0.5 }],
          [1, { auc: 0.7 }],
        ],
      )
      const sample = (await call('first', 'sample', { metricName: 'auc' })).json()
      assert.equal(sample['numValuesLogged'], 2)
    })

    it('are not found when nobody logged them', async () => {
      assert.equal((await call('third', 'full', { metricName: 'auc' })).status, 404)
    })
  })
})
