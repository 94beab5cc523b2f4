import type { AksCluster } from '../cluster/aks-cluster.ts'
import { nodesOf } from '../cluster/aks-cluster.ts'
import { EXTENSION_TYPE } from './extension.ts'
import type { ExtensionSpec, Tls } from './extension-spec.ts'

type Settings = Readonly<Record<string, string>>

/**
 * What the official client sends to install the extension on an AKS cluster; every value is text. Settings of one that
 * is there stay, where nobody spoke of them.
 */
export const extensionBody = (spec: ExtensionSpec, cluster: AksCluster, existing: Settings = {}): object => ({
  identity: { type: 'SystemAssigned' },
  properties: {
    extensionType: EXTENSION_TYPE,
    autoUpgradeMinorVersion: true,
    releaseTrain: 'stable',
    scope: { cluster: { releaseNamespace: 'azureml' } },
    configurationSettings: overlaid(
      overlaid({ ...settingsFor(cluster), ...routerSettings(spec) }, existing),
      askedSettings(spec, existing),
    ),
    configurationProtectedSettings: protectedSettings(spec.tls),
  },
})

/**
 * The settings of which the user spoke, and those of `existing` that would contradict them: only these are compared with,
 * and changed on, an extension that is there.
 */
export function askedSettings(spec: ExtensionSpec, existing: Settings = {}): Settings {
  const { router, internalLoadBalancer, tls } = spec
  const all = routerSettings(spec)
  const isAsked = (name: string): boolean =>
    name === 'inferenceRouterServiceType' || name.startsWith('scoringFe.serviceType.')
      ? router !== undefined || internalLoadBalancer
      : name === 'allowInsecureConnections'
        ? tls !== undefined || spec.allowInsecureConnections
        : name !== 'enableTraining' && name !== 'enableInference'
  return {
    ...Object.fromEntries(Object.entries(all).filter(([name]) => isAsked(name))),
    ...outdated(spec, existing),
    ...spec.settings,
  }
}

const NODE_PORT = 'scoringFe.serviceType.nodePort'
const INTERNAL = 'scoringFe.serviceType.internalLoadBalancer'

/** A router of another type takes the switch of the old one back, as the official client does where it updates. */
function outdated({ router, internalLoadBalancer }: ExtensionSpec, existing: Settings): Settings {
  const isOn = (name: string): boolean =>
    Object.entries(existing).some(
      ([key, value]) => key.toLowerCase() === name.toLowerCase() && value.toLowerCase() === 'true',
    )
  const isAsked = router !== undefined || internalLoadBalancer
  return {
    ...(isAsked && router !== 'NodePort' && isOn(NODE_PORT) && { [NODE_PORT]: 'false' }),
    ...(router !== undefined &&
      router !== 'LoadBalancer' &&
      isOn(INTERNAL) && { [INTERNAL]: 'false', internalLoadBalancerProvider: 'none' }),
  }
}

function routerSettings({
  router,
  internalLoadBalancer,
  tls,
  allowInsecureConnections,
}: ExtensionSpec): Settings {
  return {
    enableTraining: 'True',
    enableInference: 'True',
    inferenceRouterServiceType: router ?? 'LoadBalancer',
    allowInsecureConnections: tls && !allowInsecureConnections ? 'False' : 'True',
    ...(router === 'NodePort' && { [NODE_PORT]: 'true' }),
    ...(internalLoadBalancer && {
      internalLoadBalancerProvider: 'azure',
      [INTERNAL]: 'true',
    }),
    ...(tls && { sslCname: tls.cname }),
    ...(tls?.by === 'secret' && { sslSecret: tls.secret, 'scoringFe.sslSecret': tls.secret }),
  }
}

/** Names are one whatever their case; the first spelling stays. */
export function overlaid(settings: Settings, over: Settings): Settings {
  const spelling = new Map(Object.keys(settings).map(name => [name.toLowerCase(), name]))
  const renamed = Object.entries(over).map(([name, value]) => [
    spelling.get(name.toLowerCase()) ?? name,
    value,
  ])
  return { ...settings, ...(Object.fromEntries(renamed) as Settings) }
}

/** What Azure keeps to itself. */
export const protectedSettings = (tls: Tls | undefined): Settings =>
  tls?.by === 'certificate'
    ? {
        'scoringFe.sslCert': Buffer.from(tls.certificate.reveal()).toString('base64'),
        'scoringFe.sslKey': Buffer.from(tls.key.reveal()).toString('base64'),
      }
    : {}

/** On AKS the relay and the service bus are off and nginx is on; on Arc it is the other way about. */
function settingsFor(cluster: AksCluster): Settings {
  const { id, name } = cluster
  const location = cluster.location.toLowerCase()
  const isSmall = nodesOf(cluster) < 3
  return {
    inferenceRouterHA: isSmall ? 'false' : 'true',
    ...(isSmall && { clusterPurpose: 'DevTest' }),
    cluster_name: id,
    clusterId: id,
    'prometheus.prometheusSpec.externalLabels.cluster_name': id,
    cluster_name_friendly: name,
    domain: `${location}.cloudapp.azure.com`,
    location,
    jobSchedulerLocation: location,
    'servicebus.enabled': 'false',
    'relayserver.enabled': 'false',
    'nginxIngress.enabled': 'true',
    installNvidiaDevicePlugin: 'false',
    installPromOp: 'true',
    installVolcano: 'true',
    installDcgmExporter: 'false',
  }
}
