import assert from 'node:assert/strict'
import { checkQuota } from '../../../../tasks/common/machinelearning/compute/check-quota.ts'
import { findVmSize } from '../../../../tasks/common/machinelearning/compute/vm-sizes.ts'
import { fakeAzure, type FakeAzure } from '../../../support/fake-azure.ts'

const SIZES = [
  { name: 'Standard_DS2_v2', family: 'standardDSv2Family', vCPUs: 2 },
  { name: 'Standard_DS3_v2', family: 'standardDSv2Family', vCPUs: 4 },
  { name: 'Standard_NC6', family: 'standardNCFamily', vCPUs: 6, lowPriorityCapable: false },
  { name: 'Standard_M8', supportedComputeTypes: ['ComputeInstance'] },
]

function region(usages: object[] = []): FakeAzure {
  const azure = fakeAzure()
  azure.wire.on('GET', /\/locations\/westeurope\/vmSizes\?/, { body: { value: SIZES } })
  azure.wire.on('GET', /\/locations\/westeurope\/usages\?/, { body: { value: usages } })
  return azure
}

describe('a VM size', () => {
  const find = async (name: string): ReturnType<typeof findVmSize> =>
    findVmSize(await region().workspace(), 'westeurope', name)

  it('is found without regard to case', async () => {
    assert.equal((await find('STANDARD_DS3_V2'))?.vCPUs, 4)
  })

  it('is refused where it has no low-priority nodes, or is not for clusters', async () => {
    const workspace = await region().workspace()
    await assert.rejects(findVmSize(workspace, 'westeurope', 'standard_nc6', 'low_priority'), {
      message: 'The VM size Standard_NC6 has no low-priority nodes in westeurope.',
    })
    await assert.rejects(findVmSize(workspace, 'westeurope', 'Standard_M8'), {
      message: 'The VM size Standard_M8 is not offered for compute clusters in westeurope.',
      likelyCause: 'It is offered there for: ComputeInstance.',
    })
  })

  const unknown: [name: string, guess: RegExp][] = [
    ['Standard_DS3_v3', /Did you mean Standard_DS3_v2\?/],
    ['Standart_NC6', /Did you mean Standard_NC6\?/],
    ['a-very-large-machine', /not offered there/],
  ]
  for (const [name, guess] of unknown) {
    it(`${name} is refused: ${guess.source}`, async () => {
      await assert.rejects(find(name), {
        message: `The region westeurope has no VM size "${name}" for Azure Machine Learning.`,
        likelyCause: guess,
      })
    })
  }
})

describe('the quota of a region', () => {
  const usage = (value: string, currentValue: number, limit: number): object => ({
    currentValue,
    limit,
    name: { value, localizedValue: `${value} Cluster Dedicated vCPUs` },
  })
  const check = async (
    azure: FakeAzure,
    count: number,
    tier: 'dedicated' | 'low_priority' = 'dedicated',
  ): Promise<string> => {
    const size = SIZES[1]
    assert.ok(size)
    await checkQuota(await azure.workspace(), 'westeurope', size, { count, tier, isNew: true })
    return azure.host.log.text
  }

  it('that is left is enough for all nodes', async () => {
    const text = await check(region([usage('StandardDSv2Family', 8, 24)]), 4)
    assert.equal(text, 'Quota: StandardDSv2Family Cluster Dedicated vCPUs 8 of 24 cores used, 16 needed.')
  })

  it('that is left is too small by one core', async () => {
    await assert.rejects(check(region([usage('standardDSv2Family', 9, 24)]), 4), {
      message:
        'The cluster can grow to 16 cores, but standardDSv2Family Cluster Dedicated vCPUs in westeurope has 15 of 24 left (9 used).',
      remedy: /aka\.ms\/amlquota.*maxInstances.*checkQuota/,
    })
  })

  it('of low-priority cores is one for all families', async () => {
    const usages = [usage('standardDSv2Family', 24, 24), usage('TotalLowPriorityCores', 0, 100)]
    assert.match(await check(region(usages), 4, 'low_priority'), /0 of 100 cores used, 16 needed/)
  })

  it('that the region does not tell stops nobody', async () => {
    assert.equal(await check(region(), 4), 'Quota: the region tells none for standardDSv2Family.')
  })

  it('counts all cores of the region, too', async () => {
    const usages = [usage('standardDSv2Family', 0, 24), usage('TotalDedicatedCores', 18, 20)]
    await assert.rejects(check(region(usages), 1), /TotalDedicatedCores .* has 2 of 20 left \(18 used\)/)
  })

  it('counts clusters, too', async () => {
    const clusters = { currentValue: 200, limit: 200, name: { value: 'x', localizedValue: 'Total Clusters' } }
    await assert.rejects(
      check(region([clusters]), 1),
      /One more cluster is needed, but Total Clusters .* 0 of 200/,
    )
  })

  it('that has no limit stops nobody', async () => {
    assert.equal(await check(region([usage('standardDSv2Family', 9, -1)]), 4), '')
  })
})
