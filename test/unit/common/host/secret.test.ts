import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { TaskError } from '../../../../tasks/common/errors.ts'
import { explain } from '../../../../tasks/common/host/report.ts'
import { Secret } from '../../../../tasks/common/host/secret.ts'

describe('6.6 a secret', () => {
  const secret = new Secret('hunter2')
  const showings: Record<string, () => string> = {
    'as a string': () => String(secret),
    'in a template': () => `key=${String(secret)}`,
    'joined to text': () => ['key', secret].join('='),
    'as JSON': () => JSON.stringify({ secret, list: [secret] }),
    'inspected, however deep': () => inspect({ a: { b: { secret } } }, { depth: 9, showHidden: true }),
    'spread into an object': () => JSON.stringify({ ...secret }),
    'in an error, as the runner explains it': () =>
      explain(
        new TaskError(`Signing in with ${String(secret)} failed.`, { error: new Error(String(secret)) }),
      ).join(),
  }
  for (const [how, show] of Object.entries(showings)) {
    it(`does not show ${how}`, () => {
      assert.ok(!show().includes('hunter2'), show())
    })
  }

  it('is revealed only when asked for', () => {
    assert.equal(secret.reveal(), 'hunter2')
  })
})
