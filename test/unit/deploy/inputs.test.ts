import assert from 'node:assert/strict'
import { InputError } from '../../../tasks/common/errors.ts'
import { computeNameOf } from '../../../tasks/MLOpsDeployToAks/MLOpsDeployToAksV1/cluster-inputs.ts'
import { quantityOf } from '../../../tasks/common/text/quantity.ts'
import { readInputs, type DeployInputs } from '../../../tasks/MLOpsDeployToAks/MLOpsDeployToAksV1/inputs.ts'
import { connectionOf } from '../../support/fake-azure.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { folderPerTest } from '../../support/folder.ts'

const FORM = {
  azureSubscription: 'azure',
  resourceGroup: 'rg-mlops',
  workspaceName: 'ws-mlops',
  computeName: 'k8s',
  endpointName: 'chd',
}

const read = (inputs: Readonly<Record<string, string>>): DeployInputs =>
  readInputs(new FakeHost({ inputs: { ...FORM, ...inputs }, connections: { azure: connectionOf() } }))

const problemsOf = (inputs: Readonly<Record<string, string>>): readonly string[] => {
  try {
    read(inputs)
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
  return []
}

describe('The form of MLOpsDeployToAks', () => {
  const folder = folderPerTest()

  it('needs little', () => {
    const inputs = read({})
    assert.deepEqual(inputs.shares, [10, 50, 100])
    assert.equal(inputs.bakeTimeInSeconds, 60)
    assert.equal(inputs.endpoint.auth_mode, 'key')
    assert.equal(inputs.previousDeployment, 'delete')
    assert.equal(inputs.onFailure, 'deleteDeployment')
    assert.equal(inputs.probe, undefined)
    assert.equal(inputs.deployment.instance_count, 1)
  })

  it('reports every mistake at once, each with its input', () => {
    const problems = problemsOf({
      endpointName: 'c',
      deploymentName: 'blue-',
      authMode: 'aad_token',
      image: 'chd',
      trafficSteps: '10,50',
      cpuRequest: 'half',
      memoryRequest: '2Gi',
      memoryLimit: '500Mi',
      instanceCount: '0',
      environmentVariables: '- a list',
      maxLatencyInMilliseconds: '5',
      expectations: '- {jsonPath: $., equals: 1}',
    })
    const names = new Set(problems.map(problem => /^'(\w+)'/.exec(problem)?.[1]))
    assert.deepEqual([...names].sort(), [
      'authMode',
      'cpuRequest',
      'deploymentName',
      'endpointName',
      'environmentVariables',
      'expectations',
      'image',
      'instanceCount',
      'memoryRequest',
      'requestFile',
      'trafficSteps',
    ])
  })

  const refused: [what: string, inputs: Record<string, string>, says: RegExp][] = [
    ['neither compute nor cluster', { computeName: '' }, /'computeName': name the Kubernetes compute/],
    ['a cluster to create without a name', { createCluster: 'true' }, /'aksCluster': a name is required/],
    ['a request file that is not there', { requestFile: '/no/request.json' }, /'requestFile': there is no/],
    ['a workspace that ends with a hyphen', { workspaceName: 'ws-mlops-' }, /'workspaceName'.*Kubernetes/],
    ['a variable that has no value', { endpointName: '$(endpoint)' }, /the variable endpoint has no value/],
  ]
  for (const [what, inputs, says] of refused) {
    it(`does not take ${what}`, () => assert.match(problemsOf(inputs).join('\n'), says))
  }

  it('does not take a request file that is no JSON', () => {
    folder().write({ 'request.json': '{"data": ' })
    assert.match(problemsOf({ requestFile: folder().at('request.json') })[0] ?? '', /not JSON/)
  })

  it('reads environment variables as a deployment file has them', () => {
    const { deployment } = read({ environmentVariables: 'LEVEL: 3\nDEBUG: yes\nNAME: "yes"' })
    assert.deepEqual(deployment.environment_variables, { LEVEL: '3', DEBUG: 'true', NAME: 'yes' })
  })

  it('names the compute after the cluster, within what a compute may be called', () => {
    const names: Record<string, string> = {
      'aks-chd': 'aks-chd',
      aks_chd: 'aks-chd',
      '2nd-cluster': 'k8s-2nd-cluster',
      'a-very-long-name-of-a-cluster-somewhere': 'a-very-long-name-of-a-cl',
      'aks-1': 'aksn1',
      k: 'k-k8s',
    }
    for (const [cluster, compute] of Object.entries(names)) assert.equal(computeNameOf(cluster), compute)
  })

  it('compares amounts across units', () => {
    assert.equal(quantityOf('500m'), 0.5)
    assert.equal(quantityOf('1Gi'), 2 ** 30)
    assert.ok(quantityOf('1G') < quantityOf('1Gi'))
    assert.ok(Number.isNaN(quantityOf('half')))
  })
})
