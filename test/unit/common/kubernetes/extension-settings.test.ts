import assert from 'node:assert/strict'
import { Secret } from '../../../../tasks/common/host/secret.ts'
import {
  askedSettings,
  extensionBody,
} from '../../../../tasks/common/kubernetes/extension/extension-settings.ts'
import {
  DEFAULT_EXTENSION,
  type ExtensionSpec,
} from '../../../../tasks/common/kubernetes/extension/extension-spec.ts'

const ID = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks'
const cluster = (count: number) => ({
  id: ID,
  name: 'aks',
  location: 'westeurope',
  properties: { agentPoolProfiles: [{ count }] },
})

interface Body {
  readonly properties: {
    readonly configurationSettings: Readonly<Record<string, string>>
    readonly configurationProtectedSettings: Readonly<Record<string, string>>
  }
}
const sent = (
  spec: Partial<ExtensionSpec>,
  existing: Record<string, string> = {},
  nodes = 3,
): Body['properties'] =>
  (extensionBody({ ...DEFAULT_EXTENSION, ...spec }, cluster(nodes), existing) as Body).properties

describe('what is sent to install the AzureML extension', () => {
  it('is what the official client makes for an AKS cluster of three nodes', () => {
    assert.deepEqual(sent({}), {
      extensionType: 'Microsoft.AzureML.Kubernetes',
      autoUpgradeMinorVersion: true,
      releaseTrain: 'stable',
      scope: { cluster: { releaseNamespace: 'azureml' } },
      configurationSettings: {
        enableTraining: 'True',
        enableInference: 'True',
        inferenceRouterServiceType: 'LoadBalancer',
        allowInsecureConnections: 'True',
        inferenceRouterHA: 'true',
        cluster_name: ID,
        clusterId: ID,
        'prometheus.prometheusSpec.externalLabels.cluster_name': ID,
        cluster_name_friendly: 'aks',
        domain: 'westeurope.cloudapp.azure.com',
        location: 'westeurope',
        jobSchedulerLocation: 'westeurope',
        'servicebus.enabled': 'false',
        'relayserver.enabled': 'false',
        'nginxIngress.enabled': 'true',
        installNvidiaDevicePlugin: 'false',
        installPromOp: 'true',
        installVolcano: 'true',
        installDcgmExporter: 'false',
      },
      configurationProtectedSettings: {},
    })
  })

  it('is for development on fewer nodes', () => {
    const { clusterPurpose, inferenceRouterHA } = sent({}, {}, 2).configurationSettings
    assert.deepEqual([clusterPurpose, inferenceRouterHA], ['DevTest', 'false'])
  })

  const settings: [what: string, spec: Partial<ExtensionSpec>, holds: Record<string, string>][] = [
    [
      'a port on each node',
      { router: 'NodePort' },
      { inferenceRouterServiceType: 'NodePort', 'scoringFe.serviceType.nodePort': 'true' },
    ],
    [
      'an internal load balancer',
      { internalLoadBalancer: true },
      {
        inferenceRouterServiceType: 'LoadBalancer',
        internalLoadBalancerProvider: 'azure',
        'scoringFe.serviceType.internalLoadBalancer': 'true',
      },
    ],
    [
      'a TLS secret of the cluster',
      { tls: { by: 'secret', cname: 'a.b.com', secret: 'router-tls' } },
      {
        sslCname: 'a.b.com',
        sslSecret: 'router-tls',
        'scoringFe.sslSecret': 'router-tls',
        allowInsecureConnections: 'False',
      },
    ],
    [
      'plain HTTP beside TLS',
      { tls: { by: 'secret', cname: 'a.b.com', secret: 't' }, allowInsecureConnections: true },
      { allowInsecureConnections: 'True' },
    ],
    ['a setting of its own name', { settings: { installPromOp: 'false' } }, { installPromOp: 'false' }],
  ]
  for (const [what, spec, holds] of settings)
    it(`says ${what}`, () => {
      const { configurationSettings } = sent(spec)
      assert.deepEqual({ ...configurationSettings, ...holds }, configurationSettings)
    })

  it('has certificate and key in Base64 among what Azure keeps to itself, and nowhere else', () => {
    const tls = {
      by: 'certificate',
      cname: 'a.b.com',
      certificate: new Secret('CERT'),
      key: new Secret('KEY'),
    } as const
    const { configurationSettings, configurationProtectedSettings } = sent({ tls })
    assert.deepEqual(configurationProtectedSettings, {
      'scoringFe.sslCert': 'Q0VSVA==',
      'scoringFe.sslKey': 'S0VZ',
    })
    assert.doesNotMatch(JSON.stringify(configurationSettings), /Q0VSVA|S0VZ|sslKey|sslCert/)
  })

  it('takes back the switch of a router of another type, as the official client does where it updates', () => {
    const byPort = { inferenceRouterServiceType: 'NodePort', 'scoringFe.serviceType.nodePort': 'True' }
    const inside = {
      internalLoadBalancerProvider: 'azure',
      'scoringFe.serviceType.internalLoadBalancer': 'true',
    }
    const changes = (spec: Partial<ExtensionSpec>, existing: Record<string, string>) =>
      askedSettings({ ...DEFAULT_EXTENSION, ...spec }, existing)
    assert.deepEqual(changes({ router: 'LoadBalancer' }, byPort), {
      inferenceRouterServiceType: 'LoadBalancer',
      'scoringFe.serviceType.nodePort': 'false',
    })
    assert.deepEqual(changes({ router: 'ClusterIP' }, inside), {
      inferenceRouterServiceType: 'ClusterIP',
      internalLoadBalancerProvider: 'none',
      'scoringFe.serviceType.internalLoadBalancer': 'false',
    })
    assert.deepEqual(changes({}, { ...byPort, ...inside }), {})
  })

  it('keeps the settings of one that failed, where nobody spoke of them, in the spelling that is there', () => {
    const { configurationSettings } = sent(
      { settings: { installpromop: 'false' } },
      { inferencerouterservicetype: 'clusterIP', custom: 'x' },
    )
    const { inferenceRouterServiceType, custom, installPromOp } = configurationSettings
    assert.deepEqual([inferenceRouterServiceType, custom, installPromOp], ['clusterIP', 'x', 'false'])
    assert.equal(configurationSettings['installpromop'], undefined)
  })
})
