import { attempt } from '../azure/attempt.ts'
import { followOperation } from '../azure/operation-poller.ts'
import { resourceUrl } from '../azure/resource-manager.ts'
import type { AzureSession } from '../azure/session.ts'
import { TaskError } from '../errors.ts'
import { isSettled } from '../machinelearning/endpoint/endpoint.ts'
import { nodesOf, type AksCluster } from './aks-cluster.ts'

const KUBERNETES_CONFIGURATION_API = '2023-05-01'
const EXTENSION_TYPE = 'Microsoft.AzureML.Kubernetes'
const NAME = 'azureml'
const INSTALL_IN_MINUTES = 40
const LOOK_AGAIN = 10_000

/** The parts of a cluster extension that this extension reads. */
export interface ClusterExtension {
  readonly name: string
  readonly properties: {
    readonly extensionType?: string | null
    readonly provisioningState?: string
    readonly currentVersion?: string | null
    readonly configurationSettings?: Readonly<Record<string, string>> | null
    readonly errorInfo?: { readonly code?: string; readonly message?: string } | null
    readonly statuses?: readonly { readonly code?: string; readonly message?: string }[] | null
  }
}

/** The AzureML extension of a cluster, whatever its name. */
export async function findExtension(
  session: AzureSession,
  cluster: AksCluster,
): Promise<ClusterExtension | undefined> {
  const url = extensionUrl(session, cluster, '')
  const { body } = await attempt(`Reading the extensions of AKS cluster ${cluster.name}`, () =>
    session.door.send<{ value?: readonly ClusterExtension[] }>('ResourceManager', { method: 'GET', url }),
  )
  return body.value?.find(
    ({ properties }) => properties.extensionType?.toLowerCase() === EXTENSION_TYPE.toLowerCase(),
  )
}

export async function installExtension(session: AzureSession, cluster: AksCluster): Promise<void> {
  const url = extensionUrl(session, cluster, `/${NAME}`)
  const answer = await attempt(`Installing the AzureML extension on AKS cluster ${cluster.name}`, () =>
    session.door.send('ResourceManager', { method: 'PUT', url, body: extensionBody(cluster) }),
  )
  await followOperation(session, answer, {
    what: `AzureML extension on ${cluster.name}`,
    deadlineInMinutes: INSTALL_IN_MINUTES,
  })
}

/** Waits until the extension is installed; throws where it failed, or cannot serve. */
export async function readyExtension(session: AzureSession, cluster: AksCluster): Promise<ClusterExtension> {
  const end = session.clock.now() + INSTALL_IN_MINUTES * 60_000
  for (;;) {
    const extension = await findExtension(session, cluster)
    const state = extension?.properties.provisioningState
    if (extension && state === 'Succeeded') return servesInference(extension, cluster)
    if (!extension || isSettled(state) || session.clock.now() > end) throw notReady(cluster, extension)
    session.log.info(`AzureML extension on ${cluster.name}: ${state}`)
    await session.clock.sleep(LOOK_AGAIN, session.signal)
  }
}

function servesInference(extension: ClusterExtension, cluster: AksCluster): ClusterExtension {
  const enabled = extension.properties.configurationSettings?.['enableInference']
  if (enabled === undefined || enabled.toLowerCase() === 'true') return extension
  throw new TaskError(`The AzureML extension on AKS cluster ${cluster.name} does not serve inference.`, {
    cause: 'It was installed with enableInference=False.',
    remedy:
      'Update it: az k8s-extension update --config enableInference=True inferenceRouterServiceType=LoadBalancer.',
  })
}

function notReady(cluster: AksCluster, extension: ClusterExtension | undefined): TaskError {
  const { provisioningState = 'gone', errorInfo, statuses } = extension?.properties ?? {}
  const reasons = [errorInfo, ...(statuses ?? [])].map(reason => reason?.message).filter(Boolean)
  return new TaskError(
    `The AzureML extension on AKS cluster ${cluster.name} is ${provisioningState}. ${reasons.join(' ')}`.trim(),
    {
      cause: 'Its installation failed, or was changed meanwhile.',
      remedy:
        'Delete the extension in the Azure portal (cluster > Extensions + applications), then run again.',
    },
  )
}

/** What the official client sends for an AKS cluster; every value is a string. */
function extensionBody({ id, name, location, ...cluster }: AksCluster): object {
  const isSmall = nodesOf({ id, name, location, ...cluster }) < 3
  return {
    identity: { type: 'SystemAssigned' },
    properties: {
      extensionType: EXTENSION_TYPE,
      autoUpgradeMinorVersion: true,
      releaseTrain: 'stable',
      scope: { cluster: { releaseNamespace: 'azureml' } },
      configurationSettings: {
        enableTraining: 'True',
        enableInference: 'True',
        inferenceRouterServiceType: 'LoadBalancer',
        allowInsecureConnections: 'True',
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
      },
      configurationProtectedSettings: {},
    },
  }
}

const extensionUrl = (session: AzureSession, cluster: AksCluster, below: string): string =>
  resourceUrl(
    session,
    `${cluster.id}/providers/Microsoft.KubernetesConfiguration/extensions${below}`,
    {},
    KUBERNETES_CONFIGURATION_API,
  )
