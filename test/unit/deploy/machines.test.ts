import assert from 'node:assert/strict'
import type { DeploymentResource } from '../../../tasks/common/machinelearning/deployment/deployment.ts'
import { checkMachines } from '../../../tasks/common/serving/managed/check-machines.ts'
import { coresOf, type Machines } from '../../../tasks/common/serving/managed/machines.ts'
import { fakeAzure, type FakeAzure } from '../../support/fake-azure.ts'
import { failure } from '../../support/fake-wire.ts'

const TWO: Machines = { instanceType: 'standard_ds3_v2', instanceCount: 2 }

function region(used: number, limit: number): FakeAzure {
  const azure = fakeAzure()
  const sizes = [{ name: 'Standard_DS3_v2', family: 'standardDSv2Family', vCPUs: 4 }]
  const usage = { currentValue: used, limit, name: { value: 'StandardDSv2Family' } }
  azure.wire.on('GET', /\/locations\/westeurope\/vmSizes\?/, { body: { value: sizes } })
  azure.wire.on('GET', /\/locations\/westeurope\/usages\?/, { body: { value: [usage] } })
  return azure
}

const idle = (instanceType: string, capacity: number): DeploymentResource => ({
  id: 'blue',
  name: 'blue',
  sku: { capacity },
  properties: { instanceType },
})

describe('The machines of a managed deployment', () => {
  it('take a fifth more of the quota than were asked for, in whole machines', () => {
    const counts = [1, 2, 5, 6, 10, 15]
    const reserved = counts.map(instanceCount => coresOf({ instanceCount }, 4).reserved / 4)
    assert.deepEqual(reserved, [2, 3, 6, 8, 12, 18])
  })

  it('are told with what they take', async () => {
    const azure = region(8, 24)
    assert.equal(
      await checkMachines(await azure.workspace(), TWO, []),
      'Machines: 2 of size standard_ds3_v2.',
    )
    assert.match(azure.host.log.text, /8 of 24 cores used, 12 needed \(with machines for upgrades\)/)
  })

  it('are refused where the quota has no room beside what serves, with the numbers', async () => {
    await assert.rejects(checkMachines(await region(18, 24).workspace(), TWO, []), {
      message: 'StandardDSv2Family in westeurope has 6 of 24 cores left, and 2 of Standard_DS3_v2 need 8.',
      likelyCause: /runs beside the one that serves/,
      remedy: /aka\.ms\/oe-tsg.*instanceCount.*checkQuota/,
    })
  })

  it('are only warned of where no more than the room for upgrades is missing: some sizes need none', async () => {
    const azure = region(14, 24)
    await checkMachines(await azure.workspace(), TWO, [])
    assert.match(azure.host.log.text, /10 of 24 cores left.*12 cores in all; if it refuses/)
  })

  it('may take the place of an idle deployment of the same size', async () => {
    const workspace = await region(24, 24).workspace()
    await checkMachines(workspace, TWO, [idle('STANDARD_DS3_V2', 2)])
    await assert.rejects(checkMachines(workspace, TWO, [idle('Standard_F4s_v2', 2)]))
  })

  it('of an unknown size are refused with the nearest one', async () => {
    const typed = { instanceType: 'Standard_DS3_v3', instanceCount: 1 }
    await assert.rejects(checkMachines(await region(0, 24).workspace(), typed, []), {
      likelyCause: 'Did you mean Standard_DS3_v2?',
      remedy: /'instanceType'/,
    })
  })

  it('are left to Azure where the connection may not read the region', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', /\/locations\/westeurope\//, failure(403, 'AuthorizationFailed', 'No.'))
    await checkMachines(await azure.workspace(), TWO, [])
    assert.match(azure.host.log.text, /may not read vmSizes of westeurope/)
  })

  it('are not counted where the quota is not to be checked', async () => {
    const azure = region(24, 24)
    await checkMachines(await azure.workspace(), TWO, 'unchecked')
    assert.doesNotMatch(azure.host.log.text, /Quota/)
  })
})
