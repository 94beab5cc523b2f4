import assert from 'node:assert/strict'
import { defineCluster } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/define-cluster.ts'
import { readInputs } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/inputs.ts'
import { declaredInputs, inputsRead, problemsOf } from '../../support/declared-inputs.ts'
import { connectionOf } from '../../support/fake-azure.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { folderPerTest } from '../../support/folder.ts'

const FORM = {
  azureSubscription: 'azure',
  resourceGroup: 'rg-mlops',
  workspaceName: 'ws-mlops',
  computeName: 'cpu-cluster',
  size: 'Standard_DS3_v2',
}
const hostWith = (inputs: Record<string, string>): FakeHost =>
  new FakeHost({ inputs, connections: { azure: connectionOf() } })

describe('the form of MLOpsProvisionCompute', () => {
  it('6.1 declares every input that is read, and every declared input is read', () => {
    assert.deepEqual(
      inputsRead(readInputs, [{ definition: 'file' }, { definition: 'inputs' }]),
      declaredInputs('MLOpsProvisionCompute'),
    )
  })

  it('is complete with a name and a size; the rest has defaults', () => {
    const { definition, whenExists, waitTimeoutInMinutes } = readInputs(hostWith(FORM))
    assert.ok(definition.from === 'inputs')
    assert.deepEqual(definition.form, {
      size: 'Standard_DS3_v2',
      location: undefined,
      tier: 'dedicated',
      minInstances: 0,
      maxInstances: 4,
      idleTimeBeforeScaleDown: 120,
      subnet: undefined,
    })
    assert.deepEqual([whenExists, waitTimeoutInMinutes], ['reuse', 20])
  })

  const names: [name: string, ok: boolean][] = [
    ['cpu-cluster', true],
    ['cpu', true],
    ['a'.repeat(24), true],
    ['a'.repeat(25), false],
    ['ab', false],
    ['1cpu', false],
    ['cpu_cluster', false],
    ['cpu-cluster-1', false],
    ['cpu-cluster-1a', true],
    ['cpu1', true],
  ]
  for (const [computeName, ok] of names) {
    it(`${computeName} is ${ok ? 'a' : 'no'} compute name`, () => {
      const found = problemsOf(readInputs, hostWith({ ...FORM, computeName }))
      assert.equal(found.length, ok ? 0 : 1, found.join('\n'))
    })
  }

  const wrong: [what: string, inputs: Record<string, string>, problem: RegExp][] = [
    [
      'fewer nodes at most than at least',
      { minInstances: '5', maxInstances: '2' },
      /'minInstances': 5 is more than maxInstances \(2\)/,
    ],
    [
      'a subnet that is no id',
      { subnet: 'default' },
      /'subnet': "default" is not the resource id of a subnet/,
    ],
    [
      'an identity without a name',
      { identityType: 'user_assigned' },
      /'userAssignedIdentities': name at least one/,
    ],
    ['no size', { size: '' }, /'size': a value is required/],
    ['no file', { definition: 'file' }, /'computeFile': a compute file is required/],
  ]
  for (const [what, inputs, problem] of wrong) {
    it(`6.1 refuses ${what}`, () => {
      const found = problemsOf(readInputs, hostWith({ ...FORM, ...inputs }))
      assert.equal(found.length, 1, found.join('\n'))
      assert.match(found[0] ?? '', problem)
    })
  }
})

describe('the cluster that is asked for', () => {
  const folder = folderPerTest()

  it("has the official client's defaults for what a compute file leaves out", () => {
    folder().write({ 'compute.yml': 'type: amlcompute\nsize: Standard_DS2_v2\ntags: {from: file}' })
    const host = hostWith({
      ...FORM,
      size: '',
      definition: 'file',
      computeFile: folder().at('compute.yml'),
      tags: 'team=risk',
    })
    const { size, tier, minInstances, maxInstances, idleTimeBeforeScaleDown, tags, name } = defineCluster(
      readInputs(host),
      { get: variable => (variable === 'Build.BuildId' ? '100' : undefined) },
    )
    assert.deepEqual(
      { size, tier, minInstances, maxInstances, idleTimeBeforeScaleDown, tags, name },
      {
        size: 'Standard_DS2_v2',
        tier: 'dedicated',
        minInstances: 0,
        maxInstances: 4,
        idleTimeBeforeScaleDown: 120,
        tags: { from: 'file', team: 'risk', 'mlops.build': '100' },
        name: 'cpu-cluster',
      },
    )
  })
})
