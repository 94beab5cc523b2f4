import assert from 'node:assert/strict'
import { readComputeFile } from '../../../../tasks/common/specification/read-compute-file.ts'
import { folderPerTest } from '../../../support/folder.ts'

describe('a compute file', () => {
  const folder = folderPerTest()
  const read = (text: string): ReturnType<typeof readComputeFile> => {
    folder().write({ 'compute.yml': text })
    return readComputeFile(folder().at('compute.yml'))
  }

  it('is read whole', () => {
    const text = [
      '$schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json',
      'name: cpu-cluster',
      'type: amlcompute',
      'size: Standard_DS3_v2',
      'tier: low_priority',
      'location: westeurope',
      'min_instances: 0',
      'max_instances: 4',
      'idle_time_before_scale_down: 300',
      'description: For training',
      'network_settings: {subnet: /subscriptions/s/subnets/n}',
      'tags: {team: risk}',
      'identity:',
      '  type: SystemAssigned, UserAssigned',
      '  user_assigned_identities: [{resource_id: /subscriptions/s/i}]',
      'ssh_public_access_enabled: false',
      'ssh_settings: {admin_username: me, ssh_key_value: ssh-rsa AAAA}',
      'enable_node_public_ip: false',
    ].join('\n')
    assert.deepEqual(read(text), {
      size: 'Standard_DS3_v2',
      location: 'westeurope',
      tier: 'low_priority',
      type: 'amlcompute',
      min_instances: 0,
      max_instances: 4,
      idle_time_before_scale_down: 300,
      network_settings: { subnet: '/subscriptions/s/subnets/n' },
      description: 'For training',
      tags: { team: 'risk' },
      identity: {
        type: 'system_assigned,user_assigned',
        user_assigned_identities: [{ resource_id: '/subscriptions/s/i' }],
      },
      ssh_public_access_enabled: false,
      ssh_settings: { admin_username: 'me', ssh_key_value: 'ssh-rsa AAAA' },
      enable_node_public_ip: false,
    })
  })

  it('leaves undefined what it does not say', () => {
    const { tier, max_instances, tags } = read('type: amlcompute\nsize: s')
    assert.deepEqual([tier, max_instances, tags], [undefined, undefined, {}])
  })

  const bad: [what: string, text: string, problem: RegExp][] = [
    [
      'of an unknown type',
      'type: cluster\nsize: s',
      /compute\.yml:1:7: type: "cluster" is not known; known here are amlcompute/,
    ],
    [
      'of a compute instance',
      'type: computeinstance\nname: mine\nsize: s',
      /a compute instance is a workstation of one person.* name a cluster \(type: amlcompute\)/,
    ],
    [
      'of a Kubernetes compute',
      'type: Kubernetes\nresource_id: r',
      /a Kubernetes compute takes computeType: kubernetes/,
    ],
    ['without a size', 'type: amlcompute', /compute\.yml:1:1: size: is required/],
    [
      'with an unknown tier',
      'type: amlcompute\nsize: s\ntier: cheap',
      /compute\.yml:3:7: tier: one of dedicated, low_priority is expected, not "cheap"/,
    ],
    [
      'with an identity of no type',
      'type: amlcompute\nsize: s\nidentity: {}',
      /compute\.yml:3:11: identity\.type: is required/,
    ],
    [
      'with a user-assigned identity that it does not name',
      'type: amlcompute\nsize: s\nidentity: {type: user_assigned}',
      /identity: user_assigned_identities must name at least one/,
    ],
    [
      'with identities that its type does not take',
      'type: amlcompute\nsize: s\nidentity: {type: system_assigned, user_assigned_identities: [{resource_id: r}]}',
      /identity: the type system_assigned takes no user_assigned_identities/,
    ],
    [
      'with an SSH user who has no key',
      'type: amlcompute\nsize: s\nssh_settings: {admin_username: me}',
      /ssh_settings: ssh_key_value is required/,
    ],
    [
      'with a private key',
      'type: amlcompute\nsize: s\nssh_settings: {admin_username: me, ssh_key_value: "-----BEGIN RSA PRIVATE KEY-----"}',
      /ssh_settings\.ssh_key_value: this is a private key/,
    ],
    [
      'with a network without a subnet',
      'type: amlcompute\nsize: s\nnetwork_settings: {vnet_name: v}',
      /network_settings: subnet is required where vnet_name is given/,
    ],
    [
      'with the name of a subnet alone',
      'type: amlcompute\nsize: s\nnetwork_settings: {subnet: default}',
      /network_settings\.subnet: the ARM id of a subnet is expected/,
    ],
    [
      'with more nodes at least than at most',
      'type: amlcompute\nsize: s\nmin_instances: 5',
      /min_instances: 5 is more than max_instances \(4\)/,
    ],
    [
      'with a count that is none',
      'type: amlcompute\nsize: s\nmax_instances: 1.5',
      /max_instances: a whole number of at least 0 is expected, not "1\.5"/,
    ],
  ]
  for (const [what, text, problem] of bad) {
    it(`6.1 ${what} is refused with its place`, () => assert.throws(() => read(text), problem))
  }
})
