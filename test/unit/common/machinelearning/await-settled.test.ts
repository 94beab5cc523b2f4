import assert from 'node:assert/strict'
import { awaitSettled } from '../../../../tasks/common/machinelearning/compute/await-settled.ts'
import { deadlineIn } from '../../../../tasks/common/machinelearning/compute/deadline.ts'
import { fakeAzure } from '../../../support/fake-azure.ts'

describe('waiting for a resource that somebody works on', () => {
  const waiting = (states: readonly (string | undefined)[]) => {
    const { host, clock, session } = fakeAzure()
    let looks = 0
    const watched = {
      what: 'AKS cluster aks',
      deadline: deadlineIn(clock, 2),
      look: () => Promise.resolve(states[Math.min(looks++, states.length - 1)]),
      stateOf: (state: string) => state,
    }
    return { log: host.log, end: () => awaitSettled(session(), watched) }
  }

  it('prints each state once, and the same one every minute', async () => {
    const { log, end } = waiting(['Creating', ...Array<string>(7).fill('Creating'), 'Updating', 'Succeeded'])
    assert.equal(await end(), 'Succeeded')
    assert.deepEqual(log.lines, [
      'AKS cluster aks: Creating; waiting for its end',
      'AKS cluster aks: Creating (still)',
      'AKS cluster aks: Updating; waiting for its end',
    ])
  })

  it('ends where the resource goes', async () =>
    assert.equal(await waiting(['Deleting', undefined]).end(), undefined))

  it('ends at its deadline, and says that the next run finds it', async () => {
    await assert.rejects(waiting(['Creating']).end(), {
      message: 'AKS cluster aks is still Creating after 2 minutes.',
      remedy: /Run again later/,
    })
  })
})
