import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { explain } from '../../../tasks/common/host/report.ts'
import { task } from '../../../tasks/MLOpsScore/MLOpsScoreV1/task.ts'
import { fakeAzure, type FakeAzure } from '../../support/fake-azure.ts'
import type { InstantClock } from '../../support/fake-host.ts'
import { failure, type Answer, type Reply } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'

const ADDRESS = 'https://router.example/api/v1/endpoint/chd/score'
const SCORE = /^router\.example\/api\/v1\/endpoint\/chd\/score/
const KEY = 'the-endpoint-key'
const REQUEST = '{"data":[{"age":38,"patient":"Jane Doe"},{"age":66}]}'
const PREDICTIONS = { body: '{"predictions":[0,1],"probabilities":[0.05,0.5],"threshold":0.15}' }

interface Run {
  readonly azure: FakeAzure
  /** The message of success, or the lines that explain the failure. */
  readonly said: string
  readonly failed: boolean
}

describe('MLOpsScore', () => {
  const folder = folderPerTest()
  let clock: InstantClock

  /** Given an endpoint that answers so, when the task runs with these inputs. */
  async function run(inputs: Record<string, string>, ...answers: Answer[]): Promise<Run> {
    folder().write({ 'request.json': REQUEST })
    const azure = fakeAzure({ inputs: { requestFile: folder().at('request.json'), ...inputs } })
    clock = azure.clock
    endpointIn(azure)
    azure.wire.on('POST', SCORE, ...answers)
    try {
      const { message } = await task.run(task.readInputs(azure.host), azure.host)
      return { azure, said: message, failed: false }
    } catch (error) {
      return { azure, said: explain(error).join('\n'), failed: true }
    }
  }

  const byName = (inputs: Record<string, string>, ...answers: Answer[]): Promise<Run> =>
    run({ ...WORKSPACE, endpointName: 'chd', ...inputs }, ...answers)

  it('finds address and key of an endpoint by itself, and prints its predictions', async () => {
    const { azure, said, failed } = await byName({}, PREDICTIONS)
    assert.equal(failed, false, said)
    const [request] = azure.wire.sent('POST', SCORE)
    assert.equal(request?.headers['authorization'], `Bearer ${KEY}`)
    assert.equal(request.body.toString(), REQUEST)
    assert.ok(azure.host.masked.includes(KEY))
    assert.match(azure.host.log.text, /row {2}predictions {2}probabilities\n {2}1 {12}0 {11}0\.05/)
    assert.equal(azure.host.outputValues['scoringUri'], ADDRESS)
    assert.equal(azure.host.outputValues['predictions'], PREDICTIONS.body)
  })

  it('asks a given address with a given key, and needs no service connection', async () => {
    const { azure, failed } = await run(
      { scoringUri: ADDRESS, key: KEY, deploymentName: 'green' },
      PREDICTIONS,
    )
    assert.equal(failed, false)
    assert.deepEqual(azure.wire.lines, [`POST ${ADDRESS.slice(8)}`])
    const [request] = azure.wire.requests
    assert.equal(request?.headers['authorization'], `Bearer ${KEY}`)
    assert.equal(request.headers['azureml-model-deployment'], 'green')
  })

  it('is not content with the answer of another deployment than the one that was asked', async () => {
    const by = (name: string): Reply => ({ ...PREDICTIONS, headers: { 'azureml-model-deployment': name } })
    assert.equal((await byName({ deploymentName: 'Green' }, by('green'))).failed, false)
    const { said, failed } = await byName({ deploymentName: 'green' }, by('blue'))
    assert.equal(failed, true)
    assert.match(said, /answer of deployment green: deployment blue answered: something on the way drops/)
  })

  it('gives no token of Azure to the scoring address', async () => {
    const { azure } = await byName({}, PREDICTIONS)
    const headers = azure.wire.sent('POST', SCORE).map(request => JSON.stringify(request.headers))
    assert.ok(headers.length > 0 && headers.every(text => !text.includes('token-for-')))
  })

  it('shows nothing of the request and never the key', async () => {
    const { azure } = await byName({ requests: '3' }, PREDICTIONS)
    const { log, summaries, outputValues } = azure.host
    const shown = JSON.stringify([log.lines, log.debugLines, summaries, outputValues])
    assert.doesNotMatch(shown, /Jane|patient|the-endpoint-key/)
  })

  it('fails where an answer is not as expected, and says what it is and what to do', async () => {
    const expectations = '- jsonPath: $.predictions\n  equals: [1, 1]\n- jsonPath: $.threshold'
    const { azure, said, failed } = await byName({ expectations }, PREDICTIONS)
    assert.equal(failed, true)
    assert.match(
      said,
      /The answer of endpoint chd is not as expected:\n- \$\.predictions = \[1,1\]: it is \[0,1\]/,
    )
    assert.match(said, /What to do: /)
    assert.match(azure.host.log.text, / {2}ok {4}\$\.threshold is there/)
    const page = azure.host.summaries['score-endpoint chd'] ?? ''
    assert.match(
      page,
      /not as expected[^]*\| fails: it is \\\[0,1\\\] \|\n\| \$\.threshold is there \| holds \|/,
    )
  })

  it('explains a scoring script that fails', async () => {
    const headers = { 'x-ms-run-function-failed': 'True' }
    const { said, failed } = await byName(
      {},
      { status: 500, headers, body: '{"message":"An unexpected error"}' },
    )
    assert.equal(failed, true)
    assert.match(said, /status 2xx: the status is 500: \{"message":"An unexpected error"\}/)
    assert.match(said, /Likely cause: The scoring script raised an error in run\(\)/)
    assert.match(said, /get-logs/)
  })

  it('does not blame the script for a router that fails', async () => {
    const { said } = await byName({}, { status: 500, body: 'upstream' })
    assert.match(
      said,
      /Likely cause: The infrastructure of Azure Machine Learning failed, not the scoring script/,
    )
  })

  it('waits until a fresh deployment answers', async () => {
    const { azure, failed } = await byName({}, { status: 401 }, { status: 503 }, PREDICTIONS)
    assert.equal(failed, false)
    assert.equal(azure.wire.sent('POST', SCORE).length, 3)
    assert.match(azure.host.log.text, /HTTP 401: .+\nHTTP 503: .+/)
  })

  it('measures repeated requests without the first, and counts the failed ones', async () => {
    const quick = taking(10, PREDICTIONS)
    const bad = taking(10, { status: 500, body: 'bang' })
    const { azure, said } = await byName(
      { requests: '5' },
      taking(5000, PREDICTIONS),
      quick,
      quick,
      bad,
      quick,
    )
    assert.match(said, /status 2xx: the status is 500: bang \(1 of 5 requests\)/)
    const { text } = azure.host.log
    assert.match(text, /5 requests, 1 at a time: 100\/s\n1 failed: an error rate of 20 %/)
    assert.match(
      text,
      /p50 10 ms, p95 10 ms, p99 10 ms\nHTTP 200: 4\nHTTP 500: 1\. The infrastructure of Azure/,
    )
  })

  for (const [milliseconds, isSlow] of [
    [100, false],
    [101, true],
  ] as const) {
    it(`${isSlow ? 'fails' : 'succeeds'} where an answer takes ${milliseconds} ms and 100 are allowed`, async () => {
      const limit = { maxLatencyInMilliseconds: '100' }
      const { said, failed } = await byName(limit, taking(milliseconds, PREDICTIONS))
      assert.equal(failed, isSlow)
      if (isSlow) assert.match(said, /answer within 100 ms: it took 101 ms/)
    })
  }

  it('counts a request without an answer as failed and asks on', async () => {
    const { azure, said } = await byName(
      { requests: '3' },
      PREDICTIONS,
      new Error('socket hang up'),
      PREDICTIONS,
    )
    assert.match(said, /every request gets an answer: 1 of 3 got none/)
    assert.equal(azure.wire.sent('POST', SCORE).length, 3)
    assert.match(azure.host.log.warnings.join(), /socket hang up/)
  })

  it('writes test results, also where an expectation fails', async () => {
    const testResultsFile = folder().at('results/score.xml')
    const { failed } = await byName({ testResultsFile, expectations: '- status: 201' }, PREDICTIONS)
    assert.equal(failed, true)
    const xml = fs.readFileSync(testResultsFile, 'utf8')
    assert.match(xml, / name="Scoring with endpoint chd" hostname="localhost" tests="1" failures="1"/)
    assert.match(xml, /<failure type="expectation" message="the status is 200: \{&quot;predictions&quot;/)
  })

  it('says when there is no such endpoint', async () => {
    const { said } = await byName({ endpointName: 'none' }, PREDICTIONS)
    assert.match(said, /Workspace ws-mlops has no endpoint none\./)
  })

  it('names all bad inputs at once and sends nothing', async () => {
    const { azure, said } = await run({
      requests: '0',
      expectations: '- {jsonPath: nowhere}',
      deploymentName: 'green blue',
      ...WORKSPACE,
      endpointName: 'chd/deployments/blue?',
    })
    for (const name of ['requests', 'expectations', 'deploymentName', 'endpointName'])
      assert.match(said, new RegExp(`Input '${name}'`))
    assert.deepEqual(azure.wire.lines, [])
  })

  it('takes an address or an endpoint, not both', async () => {
    assert.match((await byName({ scoringUri: ADDRESS })).said, /Input 'endpointName': .*not both/)
    assert.match((await run({})).said, /Input 'endpointName': name an endpoint, or give/)
    assert.match((await run({ scoringUri: 'ftp://x' })).said, /Input 'scoringUri': .*begins with https/)
  })

  it('refuses an address that is none, and a key that is none or belongs to no address, and never quotes it', async () => {
    assert.match(
      (await run({ scoringUri: 'https://[bad/score' })).said,
      /Input 'scoringUri': "https:\/\/\[bad\/score" is no/,
    )
    assert.match((await byName({ key: KEY }, PREDICTIONS)).said, /Input 'key': belongs to a scoring address/)
    const { said, azure } = await run({ scoringUri: ADDRESS, key: `Bearer ${KEY}` }, PREDICTIONS)
    assert.match(said, /Input 'key': holds blanks/)
    assert.doesNotMatch(said, new RegExp(KEY))
    assert.deepEqual(azure.wire.lines, [])
  })

  it('warns where the key would travel unencrypted', async () => {
    const { azure } = await run({ scoringUri: ADDRESS.replace('https', 'http'), key: KEY }, PREDICTIONS)
    assert.match(azure.host.log.warnings.join(), /plain http/)
  })

  /** An answer that takes so many milliseconds. */
  const taking = (milliseconds: number, reply: Reply) => (): Reply => {
    clock.time += milliseconds
    return reply
  }
})

const WORKSPACE = { azureSubscription: 'azure', resourceGroup: 'rg-mlops', workspaceName: 'ws-mlops' }

/** An endpoint `chd` with a key; no other. */
function endpointIn({ wire }: FakeAzure): void {
  wire.on('GET', /^management\.example\/.*\/onlineEndpoints\//, failure(404, 'NotFound', 'No such endpoint.'))
  wire.on('GET', /^management\.example\/.*\/onlineEndpoints\/chd\?/, {
    body: {
      id: 'endpoint-id',
      name: 'chd',
      location: 'westeurope',
      properties: { authMode: 'Key', provisioningState: 'Succeeded', scoringUri: ADDRESS },
    },
  })
  wire.on('POST', /^management\.example\/.*\/onlineEndpoints\/chd\/listKeys/, {
    body: { primaryKey: KEY, secondaryKey: 'the-second' },
  })
}
