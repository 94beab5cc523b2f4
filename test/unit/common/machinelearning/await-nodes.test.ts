import assert from 'node:assert/strict'
import { awaitNodes } from '../../../../tasks/common/machinelearning/compute/await-nodes.ts'
import { readyCompute } from '../../../../tasks/common/machinelearning/compute/cluster-resource.ts'
import { fakeAzure, type FakeAzure } from '../../../support/fake-azure.ts'

interface Look {
  readonly up: number
  readonly state: 'Resizing' | 'Steady'
  readonly error?: string
}

/** A cluster that shows itself in these ways, one after the other, the last for ever. */
function showing(...looks: Look[]): FakeAzure {
  const azure = fakeAzure()
  const answers = looks.map(({ up, state, error }) => ({
    body: {
      id: 'id',
      name: 'c',
      properties: {
        computeType: 'AmlCompute',
        provisioningState: 'Succeeded',
        properties: {
          allocationState: state,
          nodeStateCounts: { idleNodeCount: up },
          errors: error === undefined ? null : [{ error: { code: error, message: 'No.' } }],
        },
      },
    },
  }))
  azure.wire.on('GET', /\/computes\/c\?/, ...answers)
  return azure
}

async function wait(azure: FakeAzure, count: number): Promise<string> {
  const workspace = await azure.workspace()
  const compute = await readyCompute(workspace, 'c', 20)
  await awaitNodes(workspace, compute, { count, deadlineInMinutes: 20, since: azure.clock.now() })
  return azure.host.log.text
}

describe('waiting for nodes', () => {
  const OLD = 'ClusterCoreQuotaReached'

  it('an error of an earlier attempt is none of this one, before Azure begins and while it resizes', async () => {
    const azure = showing(
      { up: 0, state: 'Steady', error: OLD },
      { up: 0, state: 'Resizing', error: OLD },
      { up: 1, state: 'Resizing', error: OLD },
      { up: 2, state: 'Steady' },
    )
    assert.match(await wait(azure, 2), /^Nodes of c: 2 of 2 up$/m)
  })

  it('an error that stays when Azure has stopped resizing ends it', async () => {
    const azure = showing({ up: 0, state: 'Resizing' }, { up: 1, state: 'Steady', error: OLD })
    await assert.rejects(wait(azure, 2), { message: /gives it 1 of 2 nodes\. ClusterCoreQuotaReached: No\./ })
  })

  it('nothing is waited for where no node was asked for', async () => {
    const azure = showing({ up: 0, state: 'Steady' })
    assert.equal(await wait(azure, 0), '')
    assert.deepEqual(azure.clock.waits, [])
  })

  it('a heartbeat tells that nothing changes', async () => {
    const waiting: Look = { up: 0, state: 'Resizing' }
    const azure = showing(...Array.from({ length: 13 }, () => waiting), { up: 1, state: 'Steady' })
    const lines = (await wait(azure, 1)).split('\n')
    assert.deepEqual(lines, [
      ...Array.from({ length: 3 }, () => 'Nodes of c: 0 of 1 up'),
      'Nodes of c: 1 of 1 up',
    ])
  })
})
