import assert from 'node:assert/strict'
import { defineCluster } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/define-cluster.ts'
import type { AmlComputeInputs } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/aml-compute-inputs.ts'
import { readInputs } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/inputs.ts'
import { InputError } from '../../../tasks/common/errors.ts'
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
const ID = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i'
/** Of the type that the form has by default. */
const amlCompute = (host: FakeHost): AmlComputeInputs => {
  const inputs = readInputs(host)
  assert.ok(inputs.computeType === 'amlCompute')
  return inputs
}
const hostWith = (inputs: Record<string, string>): FakeHost =>
  new FakeHost({ inputs, connections: { azure: connectionOf() } })

describe('the form of MLOpsProvisionCompute', () => {
  it('6.1 declares every input that is read, and every declared input is read', () => {
    assert.deepEqual(
      inputsRead(
        readInputs,
        ['amlCompute', 'kubernetes'].flatMap(computeType => [
          { computeType, definition: 'file' },
          { computeType, definition: 'inputs' },
        ]),
      ),
      declaredInputs('MLOpsProvisionCompute'),
    )
  })

  it('is complete with a name and a size; the rest has defaults', () => {
    const { definition, whenExists, waitTimeoutInMinutes } = amlCompute(hostWith(FORM))
    assert.ok(definition.from === 'inputs')
    assert.deepEqual(definition.form, {
      size: 'Standard_DS3_v2',
      tier: 'dedicated',
      minInstances: 0,
      maxInstances: 4,
      idleTimeBeforeScaleDown: 120,
      subnet: undefined,
      sshPublicAccess: false,
      sshAdminUserName: undefined,
      sshPublicKey: undefined,
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
    [
      'an identity for a cluster that takes none',
      { userAssignedIdentities: ID },
      /'userAssignedIdentities': identityType none takes none/,
    ],
    [
      'an identity that is no id',
      { identityType: 'system_and_user_assigned', userAssignedIdentities: 'mine' },
      /'userAssignedIdentities': "mine" is not the resource id of a managed identity/,
    ],
    ['an SSH user without a key', { sshAdminUserName: 'me' }, /'sshPublicKey': a public key is required/],
    ['an open SSH port without a user', { sshPublicAccess: 'true' }, /'sshAdminUserName': a user name/],
    [
      'a private SSH key',
      { sshAdminUserName: 'me', sshPublicKey: '-----BEGIN OPENSSH PRIVATE KEY-----' },
      /'sshPublicKey': .* is not a public SSH key/,
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
      amlCompute(host),
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

  const fromFile = (text: string, inputs: Record<string, string> = {}): ReturnType<typeof defineCluster> => {
    folder().write({ 'compute.yml': `type: amlcompute\nsize: s\n${text}` })
    const computeFile = folder().at('compute.yml')
    const host = hostWith({ ...FORM, size: '', definition: 'file', computeFile, ...inputs })
    return defineCluster(amlCompute(host), host.variables)
  }

  it('has the identity, the SSH settings and the address of its file', () => {
    const lines = [
      `identity: {type: SystemAssigned, user_assigned_identities: []}`,
      'enable_node_public_ip: false',
      'ssh_public_access_enabled: true',
      'ssh_settings: {admin_username: me, ssh_key_value: ssh-rsa AAAA}',
    ]
    const made = fromFile(lines.join('\n'), { enableNodePublicIp: 'true' })
    assert.deepEqual(
      [made.identityType, made.enableNodePublicIp, made.sshPublicAccess, made.sshAccount],
      [
        'system_assigned',
        false,
        true,
        { adminUserName: 'me', publicKey: 'ssh-rsa AAAA', password: undefined },
      ],
    )
  })

  it('has the inputs of the task for what its file does not say', () => {
    const inputs = { enableNodePublicIp: 'true', identityType: 'user_assigned', userAssignedIdentities: ID }
    const made = fromFile('', inputs)
    assert.deepEqual([made.enableNodePublicIp, made.userAssignedIdentities], [true, [ID]])
    assert.equal(fromFile('', { location: 'northeurope' }).location, 'northeurope')
    assert.equal(fromFile('location: eastus', { location: 'northeurope' }).location, 'eastus')
  })

  it('cannot have its identity from both', () => {
    const file = 'identity: {type: system_assigned}'
    assert.throws(() => fromFile(file, { identityType: 'system_assigned' }), InputError)
  })
})
