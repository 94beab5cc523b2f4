import assert from 'node:assert/strict'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { makeAgentFolders, type AgentFolders } from './support/agent-folders.ts'
import { launchTask, type Launch, type Launched } from './support/launch-task.ts'

const KEY = 'k3y-of-the-endpoint-0123456789'
const PREDICTIONS = '{"predictions":[0,1],"note":"##vso[task.setvariable variable=x]y"}'

type Answer = (response: http.ServerResponse) => void

describe('The bundled MLOpsScore', () => {
  let server: http.Server
  let folders: AgentFolders
  /** What the service does with the next requests, the last for ever. */
  let answers: Answer[]
  let asked: { authorization: string | undefined; body: string }[]

  before(async () => {
    folders = makeAgentFolders()
    fs.writeFileSync(path.join(folders.sources, 'rows.csv'), 'age,name\n38,Jane Doe\n66,\n')
    server = http.createServer((request, response) => {
      void text(request).then(body => {
        asked.push({ authorization: request.headers.authorization, body })
        const answer = answers.length > 1 ? answers.shift() : answers[0]
        answer?.(response)
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  beforeEach(() => {
    asked = []
  })
  after(() => {
    server.closeAllConnections()
    server.close()
    fs.rmSync(folders.root, { recursive: true })
  })

  const says =
    (status: number, body: string, headers: Record<string, string> = {}): Answer =>
    response =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)

  function score(inputs: Record<string, string>, how: Partial<Launch> = {}): Promise<Launched> {
    const { port } = server.address() as AddressInfo
    return launchTask(folders, {
      task: 'MLOpsScore',
      ...how,
      inputs: {
        scoringUri: `http://127.0.0.1:${port}/score`,
        key: KEY,
        requestFile: path.join(folders.sources, 'rows.csv'),
        ...inputs,
      },
    })
  }

  it('asks, prints the predictions, and holds the answer against expectations', async () => {
    answers = [says(200, PREDICTIONS)]
    const testResultsFile = path.join(folders.temp, 'score.xml')
    const done = await score({
      expectations: '- status: 200\n- jsonPath: $.predictions[1]\n  equals: 1',
      requests: '5',
      concurrency: '2',
      testResultsFile,
    })
    assert.equal(done.result, 'Succeeded', done.text)
    assert.equal(done.completions, 1)
    assert.equal(asked.length, 5)
    assert.equal(asked[0]?.authorization, `Bearer ${KEY}`)
    assert.deepEqual(JSON.parse(asked[0].body), {
      data: [
        { age: 38, name: 'Jane Doe' },
        { age: 66, name: null },
      ],
    })
    assert.match(done.text, /row {2}predictions/)
    assert.equal(done.outputs['predictions'], PREDICTIONS.replace('##', '**'))
    assert.match(fs.readFileSync(testResultsFile, 'utf8'), /tests="3" failures="0"/)
  })

  it('shows neither key nor request, and lets no answer give orders to the agent', async () => {
    answers = [says(200, PREDICTIONS)]
    const done = await score({ expectations: '- jsonPath: $.none' })
    assert.equal(done.result, 'Failed')
    assert.ok(done.text.includes(`##vso[task.setsecret]${KEY}`), 'the key is masked')
    const shown = JSON.stringify([done.lines, done.issues, done.outputs, done.message])
    assert.doesNotMatch(shown, /Jane|k3y-of/)
    assert.doesNotMatch(shown, /##vso\[task\.setvariable variable=x/)
  })

  it('fails with cause and remedy where the scoring script fails', async () => {
    const message = '{"message":"An unexpected error occurred in scoring script."}'
    answers = [says(500, message, { 'x-ms-run-function-failed': 'True' })]
    const done = await score({})
    assert.equal(done.result, 'Failed')
    assert.equal(done.exitCode, 0)
    assert.match(done.text, /status 2xx: the status is 500: .*An unexpected error occurred/)
    assert.match(done.text, /What to do: Read the log of the deployment/)
  })

  it('waits for a service that has only just begun, and says why', async () => {
    answers = [says(503, ''), says(200, '[1]')]
    const done = await score({})
    assert.equal(done.result, 'Succeeded', done.text)
    assert.match(done.text, /HTTP 503: no instance is ready yet\. Asking again in 1 s\./)
  })

  it('works in a classic release, whose files lie below the name of their source', async () => {
    answers = [says(200, PREDICTIONS)]
    const drop = path.join(folders.workspace, 'a', '_chd', 'drop')
    fs.mkdirSync(drop, { recursive: true })
    fs.copyFileSync(path.join(folders.sources, 'rows.csv'), path.join(drop, 'rows.csv'))
    const done = await score({ requestFile: '_chd/drop/rows.csv' }, { hostType: 'release' })
    assert.equal(done.result, 'Succeeded', done.text)
    assert.match(asked[0]?.body ?? '', /"age":38/)
  })

  it('ends at once when it is cancelled while an answer is awaited', async () => {
    answers = [() => undefined]
    const done = await score({}, { cancel: { when: 'Scoring with', signal: 'SIGINT' } })
    assert.equal(done.signal, 'SIGINT', done.text)
    assert.equal(done.result, undefined)
  })
})
