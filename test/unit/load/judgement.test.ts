import assert from 'node:assert/strict'
import { createStore } from '../../../local/azure/core/store.ts'
import type { Exchange } from '../../load/support/exchange.ts'
import { judge } from '../../load/support/judgement.ts'
import { monotonic } from '../../load/support/monotonic.ts'
import { type Shares, Weights } from '../../load/support/weights.ts'

describe('the judgement of requests under load', () => {
  const store = createStore()
  const weights = new Weights({ store }, 'chd')
  const set = (traffic: Shares): number => {
    store.collection('onlineEndpoints').put('/x/chd', { name: 'chd', traffic })
    return monotonic()
  }
  const start = set({ blue: 100, green: 0 })
  const shifted = set({ blue: 90, green: 10 })
  const back = set({ blue: 100, green: 0 })

  const exchange = (
    deployment: string,
    sent: number,
    answered: number,
    more: Partial<Exchange> = {},
  ): Exchange => ({
    ...{ request: 0, due: sent, status: 200, text: 'right' },
    ...{ deployment, sent, answered },
    ...more,
  })
  const judged = (...exchanges: Exchange[]) => {
    const { failed, strays } = judge(exchanges, weights, ({ text }) => text === 'right')
    return [failed.length, strays.length]
  }

  it('holds a request against nobody that was answered right by who had traffic meanwhile', () => {
    const before = start - 1
    assert.deepEqual(judged(exchange('blue', before, back), exchange('green', before, shifted)), [0, 0])
    assert.deepEqual(judged(exchange('green', shifted, back + 1)), [0, 0])
  })

  it('finds what a deployment answered that had no traffic at any moment', () => {
    assert.deepEqual(judged(exchange('green', back + 1, back + 2), exchange('red', start, back)), [0, 2])
  })

  it('finds wrong answers, other statuses and what nobody answered', () => {
    const wrong = exchange('blue', start, back, { text: 'wrong' })
    const refused = exchange('blue', start, back, { status: 502 })
    const { deployment: _nobody, ...lost } = exchange('', start, back, {
      status: undefined,
      text: 'ECONNRESET',
    })
    assert.deepEqual(judged(wrong, refused, { ...lost, deployment: undefined }), [3, 0])
  })

  it('knows from when to when a deployment had traffic', () => {
    const { began = 0, ended = 0 } = weights.span('green', start) ?? {}
    assert.ok(start <= began && began <= shifted && shifted <= ended && ended <= back)
    assert.equal(weights.span('red', start), undefined)
  })
})
