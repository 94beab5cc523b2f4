import assert from 'node:assert/strict'
import { InputError } from '../../../tasks/common/errors.ts'
import {
  readInputs,
  type DeployInputs,
} from '../../../tasks/MLOpsDeployToManagedEndpoint/MLOpsDeployToManagedEndpointV1/inputs.ts'
import { declaredInputs, inputsRead } from '../../support/declared-inputs.ts'
import { connectionOf } from '../../support/fake-azure.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { folderPerTest } from '../../support/folder.ts'

const FORM = {
  azureSubscription: 'azure',
  resourceGroup: 'rg-mlops',
  workspaceName: 'ws-mlops',
  endpointName: 'chd',
}
const IDENTITY =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/chd'

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

describe('The form of MLOpsDeployToManagedEndpoint', () => {
  const folder = folderPerTest()

  it('reads what task.json declares, and nothing else', () => {
    const forms = [{ definition: 'inputs' }, { definition: 'file', endpointName: 'chd' }]
    assert.deepEqual(inputsRead(readInputs, forms), declaredInputs('MLOpsDeployToManagedEndpoint'))
  })

  it('needs a name and nothing else', () => {
    const { endpoint, deployment } = read({})
    assert.deepEqual(endpoint, {
      name: 'chd',
      auth_mode: 'key',
      public_network_access: 'enabled',
      identity: { type: 'system_assigned', user_assigned_identities: [] },
    })
    assert.deepEqual([deployment.instance_type, deployment.instance_count], ['Standard_DS3_v2', 1])
  })

  it('takes Entra tokens, a private network and an identity of one’s own', () => {
    const { endpoint, deployment } = read({
      authMode: 'aad_token',
      publicNetworkAccess: 'disabled',
      egressPublicNetworkAccess: 'disabled',
      identityType: 'user_assigned',
      userAssignedIdentities: IDENTITY,
    })
    assert.equal(endpoint.auth_mode, 'aad_token')
    assert.equal(endpoint.public_network_access, 'disabled')
    assert.deepEqual(endpoint.identity?.user_assigned_identities, [{ resource_id: IDENTITY }])
    assert.equal(deployment.egress_public_network_access, 'disabled')
  })

  it('reports every mistake at once, each with its input', () => {
    const problems = problemsOf({
      endpointName: 'c',
      instanceType: 'a size',
      instanceCount: '0',
      authMode: 'none',
      publicNetworkAccess: 'maybe',
      userAssignedIdentities: IDENTITY,
      code: folder().path,
    })
    const names = new Set(problems.map(problem => /^'(\w+)'/.exec(problem)?.[1]))
    assert.deepEqual([...names].sort(), [
      'authMode',
      'endpointName',
      'environment',
      'instanceCount',
      'instanceType',
      'publicNetworkAccess',
      'scoringScript',
      'userAssignedIdentities',
    ])
  })

  const refused: [what: string, inputs: Record<string, string>, says: RegExp][] = [
    [
      'two identities',
      { identityType: 'user_assigned', userAssignedIdentities: `${IDENTITY}\n${IDENTITY}2` },
      /takes one/,
    ],
    ['a user-assigned identity without its id', { identityType: 'user_assigned' }, /name the identity/],
    ...['aad_token', 'aml_token'].map((authMode): [string, Record<string, string>, RegExp] => [
      `a vault for a key that there is not (${authMode})`,
      { authMode, keyVaultName: 'kv-chd' },
      /'keyVaultName'.*has no key to keep/,
    ]),
    ['an image beside a model', { image: 'r.example/chd', modelName: 'chd' }, /'image'/],
  ]
  for (const [what, inputs, says] of refused) {
    it(`does not take ${what}`, () => assert.match(problemsOf(inputs).join('\n'), says))
  }

  it('reads files of managed endpoints and deployments, and of no others', () => {
    folder().write({
      'endpoint.yml': 'name: chd-files\nauth_mode: aml_token\n',
      'deployment.yml':
        'name: blue\nendpoint_name: chd-files\nmodel: azureml:chd:3\ninstance_type: Standard_F4s_v2\ninstance_count: 2\n',
      'kubernetes.yml': 'name: blue\nendpoint_name: chd-files\ntype: kubernetes\nmodel: azureml:chd:3\n',
    })
    const files = {
      definition: 'file',
      endpointName: '',
      endpointFile: folder().at('endpoint.yml'),
      deploymentFile: folder().at('deployment.yml'),
    }
    const { endpointName, endpoint, deployment } = read(files)
    assert.deepEqual([endpointName, endpoint.auth_mode], ['chd-files', 'aml_token'])
    assert.deepEqual([deployment.instance_type, deployment.instance_count], ['Standard_F4s_v2', 2])
    const foreign = { ...files, deploymentFile: folder().at('kubernetes.yml') }
    assert.match(problemsOf(foreign).join('\n'), /'deploymentFile'.*MLOpsDeployToAks@1/)
  })
})
