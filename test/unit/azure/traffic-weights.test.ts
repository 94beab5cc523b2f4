import assert from 'node:assert/strict'
import { quantity } from '../../../local/azure/machinelearning/deployment/quantity.ts'
import { chooseByWeight } from '../../../local/azure/scoring/choose-target.ts'

describe('The weights of an endpoint’s traffic', () => {
  it('divide the requests as they say, at the borders too', () => {
    const traffic = { blue: 90, green: 10 }
    const chosen = [0, 0.5, 0.8999, 0.9, 0.9999].map(random => chooseByWeight(traffic, random))
    assert.deepEqual(chosen, ['blue', 'blue', 'blue', 'green', 'green'])
  })

  it('never choose a deployment without traffic, and none where nobody has any', () => {
    const chosen = [0, 0.999].map(random => chooseByWeight({ blue: 0, green: 100, red: 0 }, random))
    assert.deepEqual(chosen, ['green', 'green'])
    assert.equal(chooseByWeight({ blue: 0 }, 0), undefined)
    assert.equal(chooseByWeight({}, 0.5), undefined)
  })
})

describe('Quantities of Kubernetes', () => {
  it('compare across their units', () => {
    assert.deepEqual(['500m', '2', '1Gi', '1024Mi', '1G'].map(quantity), [0.5, 2, 2 ** 30, 2 ** 30, 1e9])
  })
})
