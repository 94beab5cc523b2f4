import assert from 'node:assert/strict'
import { task } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/task.ts'
import type { Outcome } from '../../../tasks/common/host/task.ts'
import { bodyOf, failure } from '../../support/fake-wire.ts'
import { fakeWorld, type FakeWorld } from '../../support/fake-workspace.ts'
import { WORKSPACE_ID } from '../../support/fake-azure.ts'

const OPERATION = 'https://management.example/locations/westeurope/computeOperationsStatus/1?api-version=1'
const NAME = 'cpu-cluster'

interface Region {
  readonly vmSize?: string
  readonly coresUsed?: number
}

/** A step that provisions `cpu-cluster`, in a region with one size and 24 cores of its family. */
function provisionWorld(inputs: Record<string, string> = {}, { coresUsed = 0 }: Region = {}): FakeWorld {
  const world = fakeWorld({
    inputs: {
      azureSubscription: 'azure',
      resourceGroup: 'rg-mlops',
      workspaceName: 'ws-mlops',
      computeName: NAME,
      size: 'Standard_DS3_v2',
      enableNodePublicIp: 'true',
      checkQuota: 'true',
      ...inputs,
    },
    variables: { 'Build.BuildId': '100' },
  })
  const family = 'standardDSv2Family'
  world.wire.on('GET', /\/vmSizes\?/, { body: { value: [{ name: 'Standard_DS3_v2', family, vCPUs: 4 }] } })
  world.wire.on('GET', /\/usages\?/, {
    body: { value: [{ currentValue: coresUsed, limit: 24, name: { value: family } }] },
  })
  world.wire.on('PUT', /\/computes\//, request => {
    const { properties } = bodyOf<{ properties: { properties: object } }>(request)
    world.world.computes.set(NAME, cluster(properties.properties))
    return { status: 201, headers: { 'azure-asyncoperation': OPERATION }, body: {} }
  })
  world.wire.on('PATCH', /\/computes\//, request => {
    const { properties } = bodyOf<{ properties: { properties: object } }>(request)
    const { properties: before } = world.world.computes.get(NAME) as { properties: { properties: object } }
    world.world.computes.set(NAME, cluster({ ...before.properties, ...properties.properties }))
    return { status: 200, headers: { 'azure-asyncoperation': OPERATION }, body: {} }
  })
  const words = ['Creating', 'Creating', 'Succeeded'].map(status => ({ body: { status } }))
  world.wire.on('GET', /computeOperationsStatus/, ...words)
  return world
}

/** As Azure shows it: the size upper-cased. */
const cluster = (properties: object & { vmSize?: string }): object => ({
  id: `${WORKSPACE_ID}/computes/${NAME}`,
  name: NAME,
  properties: {
    computeType: 'AmlCompute',
    provisioningState: 'Succeeded',
    properties: { ...properties, vmSize: properties.vmSize?.toUpperCase() },
  },
})

const provision = ({ host }: FakeWorld): Promise<Outcome> => task.run(task.readInputs(host), host)
const puts = ({ wire }: FakeWorld): number => wire.sent('PUT', /./).length

describe('provisioning a cluster', () => {
  it('given none of that name, the plan is printed, the cluster created, the operation followed', async () => {
    const world = provisionWorld({ maxInstances: '2', tags: 'team=risk' })
    const { message } = await provision(world)
    assert.equal(message, `Compute cluster ${NAME} was created.`)
    assert.deepEqual(world.host.log.lines.slice(0, 4), [
      `Plan: create compute cluster ${NAME}, 0 to 2 nodes of Standard_DS3_v2 (dedicated) in westeurope.`,
      'Quota: standardDSv2Family 0 of 24 cores used, 8 needed.',
      `Compute cluster ${NAME}: Creating`,
      `Compute cluster ${NAME}: Succeeded`,
    ])
    assert.deepEqual(world.host.outputValues, {
      computeName: NAME,
      computeId: `${WORKSPACE_ID}/computes/${NAME}`,
      computeAction: 'created',
    })
  })

  it('given none, Azure is sent exactly what was asked', async () => {
    const world = provisionWorld({ maxInstances: '2', tags: 'team=risk', tier: 'low_priority' })
    await provision(world)
    const [put] = world.wire.sent('PUT', /\/computes\/cpu-cluster\?api-version=2025-12-01$/)
    assert.ok(put)
    assert.deepEqual(bodyOf(put), {
      location: 'westeurope',
      tags: { team: 'risk', 'mlops.build': '100' },
      properties: {
        computeType: 'AmlCompute',
        disableLocalAuth: true,
        properties: {
          osType: 'Linux',
          vmSize: 'Standard_DS3_v2',
          vmPriority: 'LowPriority',
          scaleSettings: { minNodeCount: 0, maxNodeCount: 2, nodeIdleTimeBeforeScaleDown: 'PT2M' },
          remoteLoginPortPublicAccess: 'Disabled',
          enableNodePublicIp: true,
        },
      },
    })
  })

  it('6.7 given a second run, the cluster is reused and nothing is written', async () => {
    const world = provisionWorld()
    await provision(world)
    const before = puts(world)
    await provision(world)
    assert.equal(puts(world), before)
    assert.equal(world.host.outputValues['computeAction'], 'reused')
  })

  it('given another cluster that is reused, the page says what it has and what was asked', async () => {
    const world = provisionWorld({ maxInstances: '6', checkQuota: 'false' })
    world.world.computes.set(
      NAME,
      cluster({ vmSize: 'Standard_DS3_v2', scaleSettings: { maxNodeCount: 2 } } as object),
    )
    await provision(world)
    assert.match(world.host.summaries[`compute-${NAME}`] ?? '', /\| maxInstances \| 2 \| 6 \|/)
  })

  it('given another number of nodes and whenExists update, it is changed', async () => {
    const world = provisionWorld({ maxInstances: '6', whenExists: 'update', checkQuota: 'false' })
    world.world.computes.set(
      NAME,
      cluster({ vmSize: 'Standard_DS3_v2', scaleSettings: { maxNodeCount: 2 } } as object),
    )
    await provision(world)
    assert.ok(world.host.log.lines.includes('  maxInstances: is 2, asked for 6; will be changed'))
    assert.equal(world.host.outputValues['computeAction'], 'updated')
    const [patch] = world.wire.sent('PATCH', /\/computes\/cpu-cluster\?/)
    assert.ok(patch)
    assert.deepEqual(bodyOf(patch), {
      properties: {
        properties: {
          scaleSettings: { minNodeCount: 0, maxNodeCount: 6, nodeIdleTimeBeforeScaleDown: 'PT2M' },
        },
      },
    })
    assert.equal(puts(world), 0)
  })

  it('given another size and whenExists update, it is refused before anything is written', async () => {
    const world = provisionWorld({ whenExists: 'update' })
    world.world.computes.set(
      NAME,
      cluster({ vmSize: 'Standard_NC6', scaleSettings: { maxNodeCount: 4 } } as object),
    )
    await assert.rejects(provision(world), {
      message: `Compute cluster ${NAME} differs in what Azure cannot change: size is STANDARD_NC6, asked for Standard_DS3_v2.`,
    })
    assert.equal(puts(world), 0)
  })

  it('given a quota that is too small, it is refused before anything is written', async () => {
    const world = provisionWorld({ maxInstances: '6' }, { coresUsed: 1 })
    await assert.rejects(
      provision(world),
      /can grow to 24 cores, but standardDSv2Family in westeurope has 23 of 24 left \(1 used\)/,
    )
    assert.equal(puts(world), 0)
  })

  it('given a size that the region lacks, no cluster of it is asked for', async () => {
    const world = provisionWorld({ size: 'Standard_DS3_v3' })
    await assert.rejects(provision(world), { likelyCause: 'Did you mean Standard_DS3_v2?' })
    assert.equal(puts(world), 0)
  })

  describe('given a cluster whose size the region lists no more', () => {
    const retired = (inputs: Record<string, string> = {}): FakeWorld => {
      const world = provisionWorld({ size: 'Standard_D2', ...inputs })
      world.world.computes.set(
        NAME,
        cluster({ vmSize: 'Standard_D2', scaleSettings: { maxNodeCount: 4 } } as object),
      )
      return world
    }

    it('it is reused, and the region not asked at all', async () => {
      const world = retired()
      await provision(world)
      assert.equal(world.host.outputValues['computeAction'], 'reused')
      assert.equal(world.wire.sent('GET', /\/vmSizes/).length, 0)
    })

    it('it is scaled, and the log says that the quota was not looked at', async () => {
      const world = retired({ maxInstances: '6', whenExists: 'update' })
      await provision(world)
      assert.equal(world.host.outputValues['computeAction'], 'updated')
      assert.match(world.host.log.text, /westeurope lists Standard_D2 no more: the quota is left to Azure/)
    })
  })

  it('given another size, reuse refuses it too, with both values and how to go on', async () => {
    const world = provisionWorld()
    world.world.computes.set(
      NAME,
      cluster({
        vmSize: 'Standard_NC6',
        vmPriority: 'LowPriority',
        scaleSettings: { maxNodeCount: 2 },
      } as object),
    )
    await assert.rejects(provision(world), {
      message: `Compute cluster ${NAME} differs in what Azure cannot change: size is STANDARD_NC6, asked for Standard_DS3_v2; tier is low_priority, asked for dedicated.`,
      remedy: /^Ask for what is there, give the new cluster another name, or delete the old one first/,
    })
    assert.ok(world.host.log.lines.includes('  maxInstances: is 2, asked for 4; stays as it is'))
    assert.equal(world.host.outputValues['computeAction'], undefined)
  })

  it('given a compute of another type by that name, it is left alone', async () => {
    const world = provisionWorld({ whenExists: 'update' })
    const properties = { computeType: 'ComputeInstance', provisioningState: 'Succeeded' }
    world.world.computes.set(NAME, { name: NAME, properties })
    await assert.rejects(provision(world), {
      message: `The compute ${NAME} exists and is no cluster.`,
      remedy: /Choose another name/,
    })
    assert.equal(puts(world), 0)
  })

  it('given fewer nodes kept than asked for, reuse says so at once and does not wait for them', async () => {
    const world = provisionWorld({ minInstances: '2' })
    world.world.computes.set(
      NAME,
      cluster({ vmSize: 'Standard_DS3_v2', scaleSettings: { minNodeCount: 1, maxNodeCount: 4 } } as object),
    )
    await assert.rejects(provision(world), {
      message: `Compute cluster ${NAME} does not keep 2 node(s): minInstances is 1, asked for 2.`,
      remedy: /whenExists to 'update'/,
    })
  })

  it('given one deadline, what an operation has used of it is gone for the nodes', async () => {
    const world = provisionWorld({ minInstances: '1', waitTimeoutInMinutes: '20' })
    const start = world.clock.now()
    world.wire.on('GET', /computeOperationsStatus/, () => {
      const isOver = world.clock.now() - start > 18 * 60_000
      return { body: { status: isOver ? 'Succeeded' : 'Creating' } }
    })
    world.wire.on('POST', /listNodes/, { body: { nodes: [] } })
    await assert.rejects(provision(world), /had 0 of 1 up after 20 minutes/)
    const minutes = (world.clock.now() - start) / 60_000
    assert.ok(minutes > 20 && minutes < 21, `${minutes} minutes`)
  })

  it('given validateOnly, the plan is printed and nothing is written', async () => {
    const world = provisionWorld({ validateOnly: 'true' })
    assert.equal((await provision(world)).message, 'The cluster is valid; nothing was written.')
    assert.match(world.host.log.text, /^Plan: create/)
    assert.deepEqual([puts(world), world.wire.sent('POST', /management/).length], [0, 0])
  })

  it('given a creation that fails, the reason of the service ends the step', async () => {
    const world = provisionWorld()
    world.wire.on('GET', /computeOperationsStatus/, {
      body: {
        status: 'Failed',
        error: { code: 'ClusterQuota', message: 'Operation results in exceeding quota limits.' },
      },
    })
    await assert.rejects(
      provision(world),
      /the operation failed\. Operation results in exceeding quota limits\./,
    )
    assert.equal(world.host.outputValues['computeAction'], undefined)
  })

  it('given low-priority nodes, their one counter is found by what the portal calls it', async () => {
    const world = provisionWorld({ maxInstances: '2', tier: 'low_priority' })
    const name = { value: 'lowPriorityCores', localizedValue: 'Total Cluster Low Priority Regional vCPUs' }
    world.wire.on('GET', /\/usages\?/, { body: { value: [{ currentValue: 0, limit: 4, name }] } })
    await assert.rejects(provision(world), {
      message: /grow to 8 cores, but Total Cluster Low Priority Regional vCPUs in westeurope has 4 of 4 left/,
    })
  })

  it('given a conflict that no waiting ends, it says so and tries no second time', async () => {
    const world = provisionWorld()
    world.wire.on('PUT', /\/computes\//, failure(409, 'ScopeLocked', 'The scope is locked.'))
    await assert.rejects(provision(world), /The scope is locked/)
    assert.equal(puts(world), 1)
    assert.doesNotMatch(world.host.log.text, /Somebody else/)
  })

  it('given a region as the portal spells it, its lists are asked by its one name', async () => {
    const world = provisionWorld({ location: 'West Europe' })
    await provision(world)
    assert.equal(world.wire.sent('GET', /locations\/westeurope\/(vmSizes|usages)\?/).length, 2)
  })

  it('given a region that is none, the input is named and nothing is written', async () => {
    const world = provisionWorld({ location: 'marsnorth' })
    const told = failure(400, 'NoRegisteredProviderFound', "No provider found for location 'marsnorth'.")
    world.wire.on('GET', /\/vmSizes\?/, told)
    await assert.rejects(provision(world), {
      message: 'Azure Machine Learning has no region "marsnorth".',
      remedy: /input 'location'/,
    })
    assert.equal(puts(world), 0)
  })

  it('given a missing role, it names action and role', async () => {
    const world = provisionWorld()
    world.wire.on('PUT', /\/computes\//, failure(403, 'AuthorizationFailed', "No 'computes/write'."))
    await assert.rejects(provision(world), {
      message: "Creating compute cluster cpu-cluster failed: No 'computes/write'.",
      likelyCause: /lacks a role/,
    })
  })

  it('given a connection that may not read the region, it warns and leaves size and quota to Azure', async () => {
    const world = provisionWorld()
    for (const what of [/\/vmSizes\?/, /\/usages\?/]) {
      world.wire.on('GET', what, failure(403, 'AuthorizationFailed', 'No read at the subscription.'))
    }
    await provision(world)
    assert.equal(world.host.outputValues['computeAction'], 'created')
    assert.match(world.host.log.warnings.join(), /may not read vmSizes .* Reader on the subscription/)
  })

  describe('6.4 cancelled', () => {
    it('before its creation was sent: nothing to tell', async () => {
      const world = provisionWorld()
      world.wire.on('GET', /\/usages/, new Error('stopped here'))
      await assert.rejects(provision(world))
      assert.equal(world.host.compensations.size, 0)
    })

    it('after its creation was sent: it says what may be left in Azure', async () => {
      const world = provisionWorld()
      let told: Promise<unknown> | undefined
      world.wire.on('GET', /computeOperationsStatus/, () => {
        const budget = new AbortController().signal
        told = Promise.all([...world.host.compensations].map(compensation => compensation.run(budget)))
        return { body: { status: 'Failed' } }
      })
      await assert.rejects(provision(world))
      await told
      assert.match(
        world.host.log.warnings[0] ?? '',
        /Cluster cpu-cluster may still be created in Azure\. It has the tag mlops\.build=100\. The next run/,
      )
    })

    it('after its creation was done: nothing is left to tell', async () => {
      const world = provisionWorld()
      await provision(world)
      assert.equal(world.host.compensations.size, 0)
    })
  })
})
