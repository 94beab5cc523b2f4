import assert from 'node:assert/strict'
import { defineKubernetes } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/kubernetes/define-kubernetes.ts'
import { readInputs } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/inputs.ts'
import { InputError } from '../../../tasks/common/errors.ts'
import type { KubernetesRequest } from '../../../tasks/common/kubernetes/request.ts'
import { problemsOf } from '../../support/declared-inputs.ts'
import { connectionOf, SUBSCRIPTION } from '../../support/fake-azure.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { folderPerTest } from '../../support/folder.ts'

const FORM = {
  azureSubscription: 'azure',
  resourceGroup: 'rg-mlops',
  workspaceName: 'ws-mlops',
  computeName: 'k8s',
  computeType: 'kubernetes',
  aksCluster: 'aks',
}
const ID = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i'
const AKS = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-k8s/providers/Microsoft.ContainerService/managedClusters/aks`

const hostWith = (inputs: Record<string, string>): FakeHost =>
  new FakeHost({ inputs: { ...FORM, ...inputs }, connections: { azure: connectionOf() } })

describe('the form of a Kubernetes compute', () => {
  const wrong: [what: string, inputs: Record<string, string>, problem: RegExp][] = [
    ['no cluster', { aksCluster: '' }, /'aksCluster': name the AKS cluster/],
    ['one bound of the autoscaler', { minNodeCount: '1' }, /'maxNodeCount': the autoscaler needs both/],
    ['bounds that cross', { minNodeCount: '4', maxNodeCount: '2' }, /'minNodeCount': 4 is more than/],
    [
      'a count beyond the bounds',
      { nodeCount: '9', minNodeCount: '1', maxNodeCount: '2' },
      /'nodeCount': 9 is not between/,
    ],
    [
      'a zone that there is not',
      { availabilityZones: '1,4' },
      /'availabilityZones' ?.*is not a list of zones/,
    ],
    ['an identity that is none', { aksIdentity: 'me' }, /'aksIdentity'.*resource id of a managed identity/],
    [
      'an internal load balancer without a load balancer',
      { internalLoadBalancer: 'true', inferenceRouterServiceType: 'nodePort' },
      /'internalLoadBalancer': inferenceRouterServiceType NodePort has no load balancer/,
    ],
    ['a secret without a host name', { sslSecret: 'tls' }, /'sslCname': the host name .* is required/],
    [
      'a host name without a certificate',
      { sslCname: 'a.b.com' },
      /'sslCname': a host name needs a certificate/,
    ],
    ['a setting with an input of its own', { extensionSettings: 'sslcname=x' }, /input of its own: sslCname/],
    [
      'a file of the official client',
      { extensionSettings: 'sslKeyPemFile=k' },
      /input of its own: sslKeyPemFile/,
    ],
    [
      'a secret among the settings that everybody reads',
      { extensionSettings: 'azure_log_analytics.connection_string=x' },
      /connection_string is a secret/,
    ],
    ['a setting that follows from the cluster', { extensionSettings: 'clusterId=x' }, /cannot be set/],
    ['a namespace that is none', { namespace: 'No_Way' }, /is not a Kubernetes namespace/],
    ['instance types that are none', { instanceTypes: 'big: {cpu: 1}' }, /'instanceTypes': .*/],
    [
      'a default instance type that there is not',
      { instanceTypes: 'big: {}', defaultInstanceType: 'small' },
      /"small" is none of the instanceTypes/,
    ],
    [
      'both kinds of identity',
      { identityType: 'system_and_user_assigned' },
      /'identityType': a Kubernetes compute/,
    ],
    [
      'two identities',
      { identityType: 'user_assigned', userAssignedIdentities: `${ID}\n${ID}2` },
      /takes exactly one/,
    ],
    ['a region that is none', { location: 'west/europe' }, /'location': "west\/europe" is not a region/],
    ['a workspace that ends in a hyphen', { workspaceName: 'ws-' }, /ends in a hyphen; Azure cannot attach/],
  ]
  for (const [what, inputs, problem] of wrong)
    it(`6.1 refuses ${what}`, () => {
      const found = problemsOf(readInputs, hostWith(inputs))
      assert.equal(found.length, 1, found.join('\n'))
      assert.match(found[0] ?? '', problem)
    })
})

describe('the Kubernetes compute that is asked for', () => {
  const folder = folderPerTest()

  const define = (inputs: Record<string, string>, file?: string): KubernetesRequest => {
    if (file !== undefined) folder().write({ 'k8s.yml': file })
    const byFile = file === undefined ? {} : { definition: 'file', computeFile: folder().at('k8s.yml') }
    const host = hostWith({ ...byFile, ...inputs })
    const read = readInputs(host)
    assert.ok(read.computeType === 'kubernetes')
    return defineKubernetes(read, host, SUBSCRIPTION)
  }

  it('speaks of nothing but the cluster, where nothing else is given', () => {
    const { cluster, extension, attachment } = define({})
    assert.deepEqual([cluster?.name, cluster?.resourceGroup, cluster?.create], ['aks', 'rg-mlops', false])
    assert.deepEqual([extension.router, extension.tls, extension.settings], [undefined, undefined, {}])
    assert.ok(Object.values(attachment).every(value => value === undefined))
  })

  it('is what a file of CLI v2 says, its cluster in the group that the file names', () => {
    const { cluster, attachment } = define(
      { aksCluster: '' },
      `type: kubernetes\nresource_id: ${AKS}\nnamespace: jobs\nproperties: {defaultInstanceType: big, instanceTypes: {big: {resources: {limits: {cpu: "2", nvidia.com/gpu: null}}}}}\nidentity: {type: user_assigned, user_assigned_identities: [{resource_id: ${ID}}]}`,
    )
    assert.deepEqual([cluster?.name, cluster?.resourceGroup], ['aks', 'rg-k8s'])
    assert.deepEqual([attachment.namespace, attachment.identity], ['jobs', ID])
    assert.deepEqual(attachment.instanceTypes, {
      big: { resources: { limits: { cpu: '2', 'nvidia.com/gpu': null } } },
    })
  })

  it('has its own identity, where the form or the file says so', () => {
    assert.equal(define({ identityType: 'system_assigned' }).attachment.identity, 'system_assigned')
    const file = 'type: kubernetes\nidentity: {type: system_assigned}'
    assert.equal(define({}, file).attachment.identity, 'system_assigned')
  })

  const refused: [what: string, inputs: Record<string, string>, file: string, problem: RegExp][] = [
    ['no cluster anywhere', { aksCluster: '' }, '', /the compute file names no resource_id/],
    [
      'a cluster of Azure Arc',
      { aksCluster: '' },
      'resource_id: /subscriptions/s/resourceGroups/g/providers/Microsoft.Kubernetes/connectedClusters/a',
      /is no AKS cluster/,
    ],
    [
      'a cluster in another subscription',
      { aksCluster: '' },
      `resource_id: ${AKS.replace(SUBSCRIPTION, 'other')}`,
      /in subscription other; it must be in that of the workspace/,
    ],
    ['two names of a cluster', { aksCluster: 'other' }, `resource_id: ${AKS}`, /names cluster aks by its/],
    [
      'two identities',
      { identityType: 'user_assigned', userAssignedIdentities: ID },
      'identity: {type: system_assigned}',
      /has an identity, too/,
    ],
  ]
  for (const [what, inputs, file, problem] of refused)
    it(`6.1 refuses ${what}`, () =>
      assert.throws(
        () => define(inputs, `type: kubernetes\n${file}`),
        (error: unknown) => error instanceof InputError && problem.test(error.problems.join()),
      ))

  it('6.1 refuses the file of another type of compute, with its place', () =>
    assert.throws(
      () => define({}, 'type: amlcompute\nsize: s'),
      /a compute cluster takes computeType: amlCompute/,
    ))
})
