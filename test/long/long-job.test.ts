import assert from 'node:assert/strict'
import { trainWithShortTokens } from '../bundle/support/short-tokens.ts'

const JOB_SECONDS = 600
const TOKEN_SECONDS = 30

describe('The bundled MLOpsTrain and a long job', () => {
  it(`of ${JOB_SECONDS / 60} minutes while tokens live ${TOKEN_SECONDS} seconds`, async function () {
    this.timeout(900_000)
    const { done, seconds, tokens, refused } = await trainWithShortTokens({
      jobSeconds: JOB_SECONDS,
      tokenSeconds: TOKEN_SECONDS,
    })
    assert.equal(done.result, 'Succeeded', done.text)
    assert.ok(seconds >= JOB_SECONDS, `it took ${seconds} s`)
    assert.ok(tokens >= JOB_SECONDS / TOKEN_SECONDS, `${tokens} tokens were fetched`)
    assert.deepEqual(refused, [])
    assert.equal(done.outputs['modelVersion'], '1')
  })
})
