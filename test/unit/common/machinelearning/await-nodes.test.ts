import assert from 'node:assert/strict'
import { awaitNodes } from '../../../../tasks/common/machinelearning/compute/await-nodes.ts'
import { readyCompute } from '../../../../tasks/common/machinelearning/compute/cluster-resource.ts'
import { deadlineIn } from '../../../../tasks/common/machinelearning/compute/deadline.ts'
import { fakeAzure, type FakeAzure } from '../../../support/fake-azure.ts'
import { failure } from '../../../support/fake-wire.ts'

interface Look {
  readonly up: number
  readonly others?: Readonly<Record<string, number>>
  readonly state: 'Resizing' | 'Steady'
  readonly error?: string
}

/** A cluster that shows itself in these ways, one after the other, the last for ever. */
function showing(...looks: Look[]): FakeAzure {
  const azure = fakeAzure()
  const answers = looks.map(({ up, others, state, error }) => ({
    body: {
      id: 'id',
      name: 'c',
      properties: {
        computeType: 'AmlCompute',
        provisioningState: 'Succeeded',
        properties: {
          allocationState: state,
          nodeStateCounts: { idleNodeCount: up, ...others },
          errors: error === undefined ? null : [{ error: { code: error, message: 'No.' } }],
        },
      },
    },
  }))
  azure.wire.on('GET', /\/computes\/c\?/, ...answers)
  azure.wire.on('POST', /\/computes\/c\/listNodes\?/, {
    body: {
      nodes: [
        { nodeId: 'tvmps_a', privateIpAddress: '10.0.0.4', nodeState: 'idle' },
        { nodeId: 'tvmps_b', privateIpAddress: '10.0.0.5', nodeState: 'unusable' },
        { nodeId: 'tvmps_c', privateIpAddress: null, nodeState: 'preempted' },
        { nodeId: 'tvmps_d', nodeState: 'leaving' },
        { nodeId: 'tvmps_e', nodeState: 'preparing' },
      ],
    },
  })
  return azure
}

async function wait(azure: FakeAzure, count: number): Promise<string> {
  const workspace = await azure.workspace()
  const deadline = deadlineIn(azure.clock, 20)
  const compute = await readyCompute(workspace, 'c', deadline)
  await awaitNodes(workspace, compute, count, deadline)
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
    await assert.rejects(wait(azure, 2), {
      message: /gives it 1 of 2 nodes: unusable tvmps_b.* ClusterCoreQuotaReached: No\./,
    })
  })

  const ALL = ': unusable tvmps_b (10.0.0.5); preempted tvmps_c; leaving tvmps_d; preparing tvmps_e'

  for (const [state, cause] of [
    ['unusable', /could not be prepared: mostly a network security group/],
    ['preempted', /took the low-priority machines back/],
  ] as const) {
    it(`${state} nodes end it, by name and with what that state means`, async () => {
      const azure = showing({ up: 1, others: { [`${state}NodeCount`]: 1 }, state: 'Steady' })
      await assert.rejects(wait(azure, 2), {
        message: `Cluster c has 1 ${state} node(s) of 2${ALL}.`,
        likelyCause: cause,
      })
    })
  }

  for (const [state, cause] of [
    ['leaving', /being given back/],
    ['preparing', /still being set up/],
  ] as const) {
    it(`${state} nodes are waited for to the deadline, and then explain it`, async () => {
      const azure = showing({ up: 1, others: { [`${state}NodeCount`]: 1 }, state: 'Steady' })
      await assert.rejects(wait(azure, 2), {
        message: `Cluster c had 1 of 2 up, 1 ${state} after 20 minutes${ALL}.`,
        likelyCause: cause,
      })
    })
  }

  it('is explained without names where the nodes cannot be listed', async () => {
    const azure = showing({ up: 0, others: { unusableNodeCount: 1 }, state: 'Steady' })
    azure.wire.on('POST', /listNodes/, failure(403, 'AuthorizationFailed', 'No listNodes.'))
    await assert.rejects(wait(azure, 1), { message: 'Cluster c has 1 unusable node(s) of 1.' })
    assert.match(azure.host.log.text, /nodes of c stay unnamed\..*No listNodes/)
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
