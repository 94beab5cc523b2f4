import assert from 'node:assert/strict'
import { WORKSPACE_ID } from '../../support/fake-azure.ts'
import type { Reply } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { Release } from './release.ts'

describe('a roll-out that watches a metric', () => {
  const folder = folderPerTest()

  function watched(averages: () => (number | undefined)[], inputs: Record<string, string> = {}): Release {
    const form = { bakeMetric: 'RequestLatency_P95', bakeThreshold: '100', ...inputs }
    const release = new Release(folder(), form)
    release.world.serving.attach().serve({ blue: 100 })
    release.world.wire.on('GET', /onlineEndpoints\/chd\/providers\/Microsoft\.Insights\/metrics/, () => ({
      body: { value: [{ timeseries: [{ data: averages().map(average => ({ average })) }] }] },
    }))
    return release
  }

  it('goes on while it is below its threshold', async () => {
    const release = watched(() => [20, 99])
    assert.equal((await release.run()).result, 'Succeeded')
    assert.match(release.world.host.log.text, /Metric RequestLatency_P95 of endpoint chd: 99/)
    assert.equal(release.world.wire.sent('GET', /Insights\/metrics/).length, 3, 'once at each share')
  })

  it('gives the traffic back when it is above', async () => {
    const release = watched(() => [20, 101])
    const said = await release.failure()
    assert.match(
      said,
      /failed under traffic \(10 %\): Metric RequestLatency_P95 of endpoint chd is 101, above 100/,
    )
    assert.deepEqual(release.world.serving.traffic, { blue: 100 })
    assert.deepEqual(release.world.serving.deploymentNames, ['blue'])
  })

  it('waits for the first value, as Azure shows it late', async () => {
    let reads = 0
    const release = watched(() => ((reads += 1) < 4 ? [] : [10]))
    assert.equal((await release.run()).result, 'Succeeded')
  })

  it('pauses where it never shows a value', async () => {
    const release = watched(() => [undefined])
    const said = await release.failure()
    assert.match(said, /is paused.*Metric RequestLatency_P95 of endpoint chd cannot be read: it has no data/)
    assert.deepEqual(release.world.serving.traffic, { blue: 90, green: 10 })
  })

  it('asks Application Insights at the host that the cloud names, with a token for it', async () => {
    const query = 'requests | summarize countif(success == false)'
    const release = new Release(folder(), { bakeQuery: query, bakeThreshold: '0' })
    const { serving, wire } = release.world
    serving.attach().serve({ blue: 100 })
    answerInsights(wire.on.bind(wire), () => ({ body: { tables: [{ rows: [[1]] }] } }))
    assert.match(await release.failure(), /The query \(bakeQuery\) is 1, above 0/)
    const [asked] = wire.sent('POST', /^insights\.example\/v1\/apps\/the-app\/query/)
    assert.equal(
      asked?.headers['authorization'],
      'Bearer token-for-https://api.applicationinsights.io/.default',
    )
    const body = JSON.parse(asked?.body.toString() ?? '') as { query: string; timespan: string }
    assert.equal(body.query, query)
    assert.match(body.timespan, /^2026-01-01T.*Z\/2026-01-01T.*Z$/)
  })

  for (const [what, inputs, says] of [
    ['a metric without its threshold', { bakeMetric: 'M' }, /'bakeThreshold': say above which value/],
    ['a threshold of nothing', { bakeThreshold: '1' }, /'bakeThreshold': name what it bounds/],
    [
      'a metric and a query',
      { bakeMetric: 'M', bakeQuery: 'q', bakeThreshold: '1' },
      /'bakeQuery': a metric and a query exclude each other/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.match(await new Release(folder(), inputs).failure(), says)
    })
  }
})

const COMPONENT = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/components/appi'

function answerInsights(
  on: (method: string, where: RegExp, answer: Reply | (() => Reply)) => unknown,
  answer: () => Reply,
): void {
  on('GET', /^management\.example\/metadata\/endpoints/, {
    body: [
      { resourceManager: 'https://other.example/', appInsightsResourceId: 'https://canary.example' },
      { resourceManager: 'https://management.example/', appInsightsResourceId: 'https://insights.example' },
    ],
  })
  on('GET', /workspaces\/ws-mlops\?/, {
    body: {
      id: WORKSPACE_ID,
      name: 'ws-mlops',
      location: 'westeurope',
      properties: {
        discoveryUrl: 'https://discovery.example/discovery',
        mlFlowTrackingUri: `azureml://dataplane.example/mlflow/v1.0${WORKSPACE_ID}`,
        applicationInsights: COMPONENT,
      },
    },
  })
  on('GET', /components\/appi\?/, { body: { properties: { AppId: 'the-app' } } })
  on('POST', /^insights\.example/, answer)
}
