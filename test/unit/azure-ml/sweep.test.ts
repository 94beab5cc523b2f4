import assert from 'node:assert/strict'
import {
  type TerminationPolicy,
  isEvaluated,
  isTerminated,
} from '../../../local/azure/execution/sweep/early-termination.ts'
import { seededRandom } from '../../../local/azure/execution/sweep/random.ts'
import { createSampler, sizeOf } from '../../../local/azure/execution/sweep/sampling.ts'
import { type Distribution, draw, problemOf } from '../../../local/azure/execution/sweep/search-space.ts'

describe('A sweep’s search space', () => {
  const many = (distribution: Distribution) => {
    const random = seededRandom(1)
    return Array.from({ length: 2000 }, () => Number(draw(distribution, random)))
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

  const bounded: [Distribution, number, number][] = [
    [['uniform', [2, 3]], 2, 3],
    [['loguniform', [-2, -1]], Math.exp(-2), Math.exp(-1)],
    [['quniform', [0, 10, 2]], 0, 10],
    [['qloguniform', [0, 3, 1]], 1, 20],
    [['randint', [4]], 0, 3],
  ]
  for (const [distribution, low, high] of bounded) {
    it(`is drawn within the bounds of ${distribution[0]}`, () => {
      const values = many(distribution)
      assert.ok(values.every(value => value >= low && value <= high))
      assert.ok(Math.max(...values) - Math.min(...values) > (high - low) * 0.9)
    })
  }

  it('is rounded to the step of quantized distributions', () => {
    for (const kind of ['qnormal', 'qlognormal']) {
      assert.ok(many([kind, [1, 1, 0.5]]).every(value => Number.isInteger(value / 0.5)))
    }
  })

  it('has mean and spread of the normal distribution', () => {
    const values = many(['normal', [10, 2]])
    const centre = mean(values)
    assert.ok(Math.abs(centre - 10) < 0.2)
    assert.ok(Math.abs(Math.sqrt(mean(values.map(value => (value - centre) ** 2))) - 2) < 0.2)
    assert.ok(many(['lognormal', [0, 1]]).every(value => value > 0))
  })

  it('may choose mappings that hold distributions', () => {
    const sample = draw(['choice', [[{ kind: 'tree', depth: ['randint', [3]] }]]], seededRandom(1)) as {
      kind: string
      depth: number
    }
    assert.equal(sample.kind, 'tree')
    assert.ok([0, 1, 2].includes(sample.depth))
  })

  it('is covered by a grid once, and then exhausted', () => {
    const space: Record<string, Distribution> = { a: ['choice', [[1, 2]]], b: ['choice', [['x', 'y']]] }
    const sampler = createSampler(space, { algorithm: 'Grid', seed: null })
    const samples = Array.from({ length: 4 }, sampler)
    assert.deepEqual(samples, [
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ])
    assert.equal(sampler(), undefined)
    assert.equal(sizeOf(space), 4)
  })

  it('is drawn at random without repetition where it is finite, and then exhausted', () => {
    const space: Record<string, Distribution> = { a: ['choice', [[1, 2, 3]]], b: ['choice', [['x', 'y']]] }
    const sampler = createSampler(space, { algorithm: 'Random', seed: 3 })
    const samples = Array.from({ length: 6 }, sampler).map(sample => JSON.stringify(sample))
    assert.equal(new Set(samples).size, 6)
    assert.equal(sampler(), undefined)
  })

  it('has no size where a choice holds distributions', () => {
    assert.equal(sizeOf({ a: ['choice', [[{ depth: ['randint', [3]] }]]] }), undefined)
  })

  it('names what is wrong with a distribution', () => {
    assert.match(problemOf(['choice', [[]]]) ?? '', /no values/)
    assert.match(problemOf({ type: 'uniform' }) ?? '', /no list/)
    assert.match(problemOf(['qnormal', [1, 2]]) ?? '', /needs 3 number/)
  })
})

describe('Early termination', () => {
  const trial = (runId: string, values: number[], running = true) => ({ runId, values, running })
  const often = { evaluationInterval: 1, delayEvaluation: 0 }
  const ends = (policy: TerminationPolicy, all: ReturnType<typeof trial>[], interval: number) =>
    all.filter(one => isTerminated(policy, 'Maximize', one, all, interval)).map(({ runId }) => runId)

  it('by bandit ends what is out of the slack of the best trial at the same interval', () => {
    const all = [trial('best', [0.5, 0.8]), trial('close', [0.7, 0.6]), trial('far', [0.6, 0.5])]
    const factor: TerminationPolicy = { ...often, policyType: 'Bandit', slackFactor: 0.2, slackAmount: 0 }
    assert.deepEqual(ends(factor, all, 2), ['far'])
    const amount: TerminationPolicy = { ...often, policyType: 'Bandit', slackFactor: 0, slackAmount: 0.05 }
    assert.deepEqual(ends(amount, all, 2), ['close', 'far'])
  })

  it('by bandit knows that less is better when the goal is to minimize', () => {
    const all = [trial('best', [1]), trial('far', [1.5])]
    const policy: TerminationPolicy = { ...often, policyType: 'Bandit', slackFactor: 0.2, slackAmount: 0 }
    const [best, far] = all
    assert.ok(best && far)
    assert.equal(isTerminated(policy, 'Minimize', far, all, 1), true)
    assert.equal(isTerminated(policy, 'Minimize', best, all, 1), false)
  })

  it('by median ends what is worse than the median of the running averages', () => {
    const all = [trial('a', [0.9, 0.9]), trial('b', [0.8, 0.8]), trial('c', [0.1, 0.2]), trial('late', [0.1])]
    assert.deepEqual(ends({ ...often, policyType: 'MedianStopping' }, all.slice(0, 3), 2), ['c'])
    assert.deepEqual(ends({ ...often, policyType: 'MedianStopping' }, all, 2).includes('a'), false)
  })

  it('by truncation ends the worst percentage, finished trials left out where it is told so', () => {
    const all = [trial('a', [4]), trial('b', [3]), trial('c', [2]), trial('done', [1], false)]
    const policy = { ...often, policyType: 'TruncationSelection' as const, truncationPercentage: 34 }
    assert.deepEqual(ends({ ...policy, excludeFinishedJobs: false }, all, 1), ['done'])
    assert.deepEqual(ends({ ...policy, excludeFinishedJobs: true }, all, 1), ['c'])
  })

  it('looks at multiples of the interval that are not before the delay', () => {
    const policy: TerminationPolicy = {
      policyType: 'MedianStopping',
      evaluationInterval: 2,
      delayEvaluation: 5,
    }
    const looked = [1, 2, 3, 4, 5, 6, 7, 8].filter(interval => isEvaluated(policy, interval))
    assert.deepEqual(looked, [6, 8])
  })
})
