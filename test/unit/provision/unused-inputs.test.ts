import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { readInputs } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/inputs.ts'
import { tellUnused } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/tell-unused.ts'
import { connectionOf } from '../../support/fake-azure.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { folderPerTest } from '../../support/folder.ts'

const { inputs: DECLARED } = JSON.parse(
  readFileSync('tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/task.json', 'utf8'),
) as { inputs: { name: string; defaultValue?: string }[] }
/** What the agent fills in where nobody writes anything. */
const DEFAULTS = Object.fromEntries(DECLARED.map(({ name, defaultValue = '' }) => [name, defaultValue]))

describe('the inputs that do not count', () => {
  const folder = folderPerTest()

  function toldOf(inputs: Record<string, string>): string[] {
    folder().write({ 'compute.yml': 'type: amlcompute\nsize: s' })
    const host = new FakeHost({
      inputs: {
        ...DEFAULTS,
        azureSubscription: 'azure',
        resourceGroup: 'rg-mlops',
        workspaceName: 'ws-mlops',
        computeName: 'cpu-cluster',
        ...(inputs['definition'] === 'file' && { computeFile: folder().at('compute.yml') }),
        ...inputs,
      },
      connections: { azure: connectionOf() },
    })
    tellUnused(readInputs(host), host)
    return host.log.warnings
  }

  for (const [what, inputs] of Object.entries({
    'a compute cluster': { size: 's' },
    'a compute cluster by file': { definition: 'file' },
    'a Kubernetes compute': { computeType: 'kubernetes', aksCluster: 'aks' },
    'a Kubernetes compute by file': { computeType: 'kubernetes', definition: 'file' },
  }))
    it(`are none where the agent only fills in defaults, with ${what}`, () =>
      assert.deepEqual(toldOf(inputs), []))

  const given: [what: string, inputs: Record<string, string>, told: RegExp][] = [
    [
      'a form beside a file',
      { definition: 'file', size: 's', maxInstances: '9', tier: 'Dedicated' },
      /computeType amlCompute these inputs do not count: size, maxInstances beside a compute file; write them/,
    ],
    [
      'the size of another type of compute',
      { computeType: 'kubernetes', aksCluster: 'aks', size: 's' },
      /computeType kubernetes these inputs do not count: size\.$/,
    ],
    [
      'a forgotten computeType',
      { size: 's', aksCluster: 'aks', createCluster: 'true' },
      /aksCluster, createCluster\.$/,
    ],
    [
      'a namespace beside a file',
      { computeType: 'kubernetes', definition: 'file', aksCluster: 'aks', namespace: 'prod' },
      /: namespace beside a compute file/,
    ],
  ]
  for (const [what, inputs, told] of given)
    it(`are named: ${what}`, () => {
      const [warning = '', ...more] = toldOf(inputs)
      assert.match(warning, told)
      assert.equal(more.length, 0)
    })
})
