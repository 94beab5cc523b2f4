import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { folderPerTest } from '../../support/folder.ts'
import type { Answer } from '../../support/fake-wire.ts'
import { ScoringRun } from './scoring-run.ts'

const FINE = { body: '[1]' }

describe('MLOpsScore under load', () => {
  const folder = folderPerTest()

  const run = (inputs: Record<string, string>): ScoringRun =>
    new ScoringRun(folder(), { name: 'r.json', content: '{}' }, inputs)

  /** The warm-up, then answers that take so long. */
  const taking = (scoring: ScoringRun, times: readonly number[]): Answer[] =>
    [9000, ...times].map(time => scoring.taking(time, FINE))

  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)

  it('tells percentiles, throughput and error rate in log, summary and outputs', async () => {
    const scoring = run({ requests: '101' })
    await scoring.said(...taking(scoring, hundred))
    const { log, summaries, outputValues } = scoring.azure.host
    assert.match(log.text, /101 requests, 1 at a time: 19\.8\/s\n0 failed: an error rate of 0 %/)
    assert.match(log.text, /p50 50 ms, p95 95 ms, p99 99 ms/)
    assert.match(
      Object.values(summaries).join(),
      /\| 101 \| 1 \| 0 \| 0 % \| 19\.8\/s \| 50 ms \| 95 ms \| 99 ms \|/,
    )
    const { p50InMilliseconds, p95InMilliseconds, p99InMilliseconds, requestsPerSecond, errorRate } =
      outputValues
    assert.deepEqual(
      [p50InMilliseconds, p95InMilliseconds, p99InMilliseconds, requestsPerSecond, errorRate],
      ['50', '95', '99', '19.802', '0'],
    )
  })

  it('measures finer than the time of day, and says so where a limit is missed by less than its unit', async () => {
    const times = [0.25, 0.5, 0.75, 100.312]
    const scoring = run({ requests: '5', maxLatencyInMilliseconds: '100' })
    const { said } = await scoring.said(...taking(scoring, times))
    assert.match(said, /95 % of the answers within 100 ms: p95 is 100\.312 ms/)
    const { log, outputValues } = scoring.azure.host
    assert.match(log.text, /p50 0\.50 ms, p95 100 ms/)
    assert.deepEqual(
      [outputValues['p50InMilliseconds'], outputValues['requestsPerSecond']],
      ['0.5', '39.2881'],
    )
  })

  it('plots the times, in the log and on the page, where a fenced block keeps the columns', async () => {
    const scoring = run({ requests: '101' })
    await scoring.said(...taking(scoring, hundred))
    const { log, summaries } = scoring.azure.host
    assert.match(log.text, / {3}0 to 10 ms {2}█{36} 9\n {2}10 to 20 ms {2}█{40} 10\n/)
    assert.match(
      Object.values(summaries).join(),
      /```text\n {3}0 to 10 ms {2}█[^]*100 to 110 ms {2}█{4} 1\n```/,
    )
  })

  for (const [latencyPercentile, limit, fails] of [
    ['50', '50', false],
    ['50', '49', true],
    ['95', '94', true],
    ['99', '98', true],
    ['99', '99', false],
    ['', '95', false],
    ['', '94', true],
  ] as const) {
    it(`${fails ? 'fails' : 'succeeds'} where ${limit} ms are allowed at percentile ${latencyPercentile || '95, the default'}`, async () => {
      const scoring = run({ requests: '101', maxLatencyInMilliseconds: limit, latencyPercentile })
      const { failed, said } = await scoring.said(...taking(scoring, hundred))
      assert.equal(failed, fails, said)
      if (fails) assert.match(said, /ms: p\d\d is \d\d ms\n[^]*slower than maxLatencyInMilliseconds allows/)
    })
  }

  const errors = (bad: number): Answer[] => [
    FINE,
    ...Array.from({ length: 99 }, (_, index) => (index < bad ? { status: 429, body: 'busy' } : FINE)),
  ]

  it('lets errors within the budget pass, and still tells them with their cause', async () => {
    const scoring = run({ requests: '100', maxErrorRate: '2%' })
    const { failed, said } = await scoring.said(...errors(2))
    assert.equal(failed, false, said)
    const { log, outputValues } = scoring.azure.host
    assert.match(log.text, /HTTP 429: 2\. The endpoint is asked more than it can answer/)
    assert.match(
      log.text,
      /ok {4}status 2xx, within the error budget: the status is 429: busy \(2 of 100 requests\)/,
    )
    assert.match(log.text, /ok {4}error rate at most 2 %/)
    assert.equal(outputValues['errorRate'], '0.02')
  })

  it('fails with one error more', async () => {
    const { failed, said } = await run({ requests: '100', maxErrorRate: '0.02' }).said(...errors(3))
    assert.equal(failed, true)
    assert.match(said, /error rate at most 2 %: it is 3 % \(3 of 100, 0 of them without an answer\)/)
    assert.match(said, /Likely cause: The endpoint is asked more/)
  })

  it('counts requests without an answer in the budget', async () => {
    const broken = [FINE, new Error('socket hang up'), FINE]
    assert.equal((await run({ requests: '4', maxErrorRate: '25%' }).said(...broken)).failed, false)
    const { said } = await run({ requests: '4', maxErrorRate: '20%' }).said(...broken)
    assert.match(
      said,
      /it is 25 % \(1 of 4, 1 of them without an answer\)[^]*Connections to the service broke off/,
    )
  })

  it('keeps so many requests under way as asked for, and no more', async () => {
    let underWay = 0
    let most = 0
    const scoring = run({ requests: '13', concurrency: '4' })
    await scoring.said(async () => {
      most = Math.max(most, ++underWay)
      await new Promise(resolve => setImmediate(resolve))
      underWay -= 1
      return FINE
    })
    assert.deepEqual([most, scoring.bodies.length], [4, 13])
  })

  it('leaves test results where nothing answers at all', async () => {
    const testResultsFile = folder().at('score.xml')
    const { failed } = await run({ testResultsFile }).said(new Error('connect ECONNREFUSED'))
    assert.equal(failed, true)
    assert.match(
      fs.readFileSync(testResultsFile, 'utf8'),
      /tests="1" failures="1"[^]*name="the service answers"/,
    )
  })

  for (const [what, cause, why] of [
    [
      'nothing comes in time',
      Object.assign(new Error('aborted'), { name: 'AbortError' }),
      'nothing came within 310 s',
    ],
    ['the connection breaks', new Error('socket hang up'), 'socket hang up'],
  ] as const) {
    it(`says that ${what} where that is so`, async () => {
      const scoring = run({})
      await scoring.said(cause)
      assert.match(scoring.azure.host.log.text, new RegExp(`No answer: ${why}`))
    })
  }

  it('tells the cause of errors under load by their headers, too', async () => {
    const scoring = run({ requests: '4' })
    const script = { status: 500, body: 'x', headers: { 'x-ms-run-function-failed': 'True' } }
    const model = {
      status: 424,
      body: 'x',
      headers: { 'ms-azureml-model-error-statuscode': '413', 'ms-azureml-model-error-reason': 'Max Roe' },
    }
    await scoring.said(FINE, script, model, FINE)
    const { text } = scoring.azure.host.log
    assert.match(text, /HTTP 500: 1\. The scoring script raised an error in run\(\)/)
    assert.match(text, /HTTP 424: 1\. The container answered 413\. The request is larger/)
    assert.doesNotMatch(text, /Max Roe/)
  })

  it('says where the test results cannot be written', async () => {
    folder().write({ file: '' })
    const { said } = await run({ testResultsFile: folder().at('file/score.xml') }).said(FINE)
    assert.match(said, /test results cannot be written to .*score\.xml[^]*testResultsFile/)
  })

  it('reads out of the headers of a managed endpoint what its container answered', async () => {
    const headers = { 'ms-azureml-model-error-statuscode': '400' }
    const { said } = await run({}).said({ status: 424, body: 'no', headers })
    assert.match(said, /The container answered 400\. The scoring script does not accept this request/)
  })
})
