import assert from 'node:assert/strict'
import { cached } from '../../../../tasks/common/auth/token-cache.ts'
import { InstantClock } from '../../../support/fake-host.ts'

const MINUTE = 60_000

describe('6.5 tokens in a run of 24 hours', () => {
  it('are fetched when needed, used for four fifths of their hour, and never past it', async () => {
    const clock = new InstantClock()
    const issued = new Map<string, number>()
    const credential = cached(
      {
        getToken() {
          const token = `token ${issued.size}`
          issued.set(token, clock.now())
          return Promise.resolve({ token, expiresOnTimestamp: clock.now() + 60 * MINUTE })
        },
      },
      clock,
    )
    for (let minute = 0; minute < 24 * 60; minute++) {
      const token = await credential.getToken('scope')
      const age = clock.now() - (issued.get(token?.token ?? '') ?? 0)
      assert.ok(age < 48 * MINUTE, `a token of ${age / MINUTE} minutes at minute ${minute}`)
      clock.time += MINUTE
    }
    assert.equal(issued.size, 30)
  })

  it('are kept apart by what they are for', async () => {
    const getToken = (scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number }> =>
      Promise.resolve({ token: `for ${String(scopes)}`, expiresOnTimestamp: Number.MAX_SAFE_INTEGER })
    const credential = cached({ getToken }, new InstantClock())
    assert.equal((await credential.getToken('arm'))?.token, 'for arm')
    assert.equal((await credential.getToken('storage'))?.token, 'for storage')
  })

  it('are asked for again after a refusal', async () => {
    let asked = 0
    const credential = cached(
      { getToken: () => Promise.reject(new Error(`no ${++asked}`)) },
      new InstantClock(),
    )
    await assert.rejects(credential.getToken('arm'), /no 1/)
    await assert.rejects(credential.getToken('arm'), /no 2/)
  })
})
