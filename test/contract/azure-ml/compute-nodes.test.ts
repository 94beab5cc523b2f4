import assert from 'node:assert/strict'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

describe('Nodes of an AmlCompute in local Azure', () => {
  let workspace: WorkspaceUnderTest

  before(async () => (workspace = await startWorkspace()))
  after(() => workspace.close())
  afterEach(() => {
    workspace.azure.world.pace.clear()
    workspace.azure.world.faults.clear()
  })

  const put = (name: string, minNodeCount: number, changes: Json = {}) =>
    workspace.ok('PUT', `/computes/${name}`, {
      location: 'westeurope',
      properties: {
        computeType: 'AmlCompute',
        properties: {
          vmSize: 'Standard_DS3_v2',
          scaleSettings: { minNodeCount, maxNodeCount: 8 },
          ...changes,
        },
      },
    })
  const look = async (name: string) => {
    const { properties } = (await workspace.ok('GET', `/computes/${name}`)) as { properties: Json }
    const aml = properties['properties'] as Json
    const counts = aml['nodeStateCounts'] as Record<string, number> | null
    return {
      state: properties['provisioningState'],
      allocation: aml['allocationState'],
      preparing: counts?.['preparingNodeCount'],
      idle: counts?.['idleNodeCount'],
      unusable: counts?.['unusableNodeCount'],
      preempted: counts?.['preemptedNodeCount'],
      errors: aml['errors'],
    }
  }
  const failing = (operation: string, code = 'AllocationFailed') =>
    workspace.azure.world.faults.add({
      effect: { kind: 'failedOperation', operation, error: { code, message: 'No machines.' } },
    })

  it('MC12 come up one after another when the cluster is there', async () => {
    workspace.azure.world.pace.set('nodes', { kind: 'reads', count: 1 })
    await put('rising', 2)
    const seen = [await look('rising'), await look('rising'), await look('rising')]
    assert.deepEqual(
      seen.map(({ state, allocation, preparing, idle }) => [state, allocation, preparing, idle]),
      [
        ['Succeeded', 'Resizing', 2, 0],
        ['Succeeded', 'Resizing', 1, 1],
        ['Succeeded', 'Steady', 0, 2],
      ],
    )
  })

  it('MC12 have their states in the list of nodes', async () => {
    workspace.azure.world.pace.set('nodes', { kind: 'reads', count: 2 })
    await put('listed', 2)
    await look('listed')
    await look('listed')
    const { nodes } = (await workspace.ok('POST', '/computes/listed/listNodes')) as { nodes: Json[] }
    assert.deepEqual(
      nodes.map(({ nodeState }) => nodeState),
      ['idle', 'preparing'],
    )
  })

  it('MC13 beyond the cores of the family are not given; the cluster is Succeeded all the same', async () => {
    await put('greedy', 6)
    await look('greedy')
    const { state, allocation, idle, errors } = await look('greedy')
    assert.deepEqual([state, allocation, idle], ['Succeeded', 'Steady', 5])
    const [{ error }] = errors as [{ error: { code: string; message: string } }]
    assert.equal(error.code, 'ClusterCoreQuotaReached')
  })

  it('MC13 that Azure cannot give leave its reason in the errors of the cluster', async () => {
    failing('nodes.allocate')
    await put('nothing', 2)
    const { state, allocation, idle, errors } = await look('nothing')
    assert.deepEqual([state, allocation, idle], ['Succeeded', 'Steady', 0])
    assert.deepEqual(errors, [{ error: { code: 'AllocationFailed', message: 'No machines.' } }])
  })

  it('MC13 that fail to start are unusable', async () => {
    failing('nodes.start')
    await put('broken', 2)
    await look('broken')
    const { idle, unusable } = await look('broken')
    assert.deepEqual([idle, unusable], [1, 1])
  })

  it('MC13 that Azure takes back are preempted, of a low-priority cluster only', async () => {
    failing('nodes.preempt')
    await put('paid', 1)
    await look('paid')
    assert.equal((await look('paid')).idle, 1)
    await put('cheap', 2, { vmPriority: 'LowPriority' })
    await look('cheap')
    const { idle, preempted } = await look('cheap')
    assert.deepEqual([idle, preempted], [1, 1])
    const { nodes } = (await workspace.ok('POST', '/computes/cheap/listNodes')) as {
      nodes: { nodeState: string }[]
    }
    assert.deepEqual(
      nodes.map(({ nodeState }) => nodeState),
      ['idle', 'preempted'],
    )
  })

  it('go when the minimum is lowered', async () => {
    await put('shrinking', 2)
    await look('shrinking')
    await put('shrinking', 0)
    await look('shrinking')
    assert.equal((await look('shrinking')).idle, 0)
  })
})
