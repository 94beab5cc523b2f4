import { attempt } from '../../azure/attempt.ts'
import { listAll } from '../../azure/list-all.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { AzureSession } from '../../azure/session.ts'
import type { AksCluster } from '../cluster/aks-cluster.ts'

const KUBERNETES_CONFIGURATION_API = '2023-05-01'
export const EXTENSION_TYPE = 'Microsoft.AzureML.Kubernetes'

/** The parts of a cluster extension that this extension reads. */
export interface ClusterExtension {
  readonly name: string
  readonly properties: {
    readonly extensionType?: string | null
    readonly provisioningState?: string
    readonly currentVersion?: string | null
    readonly configurationSettings?: Readonly<Record<string, string>> | null
    readonly errorInfo?: { readonly code?: string; readonly message?: string } | null
    readonly statuses?: readonly ExtensionStatus[] | null
  }
}

export interface ExtensionStatus {
  readonly code?: string | null
  readonly displayStatus?: string | null
  readonly level?: string | null
  readonly message?: string | null
}

/** The AzureML extension of a cluster, whatever its name. */
export async function findExtension(
  session: AzureSession,
  cluster: Pick<AksCluster, 'id' | 'name'>,
): Promise<ClusterExtension | undefined> {
  const all = await attempt(`Reading the extensions of AKS cluster ${cluster.name}`, () =>
    listAll<ClusterExtension>(session, extensionUrl(session, cluster.id, '')),
  )
  return all.find(
    ({ properties }) => properties.extensionType?.toLowerCase() === EXTENSION_TYPE.toLowerCase(),
  )
}

/** A setting by its name, which is compared without regard to case, as Helm's charts are written. */
export function settingOf({ properties }: ClusterExtension, name: string): string | undefined {
  const all = Object.entries(properties.configurationSettings ?? {})
  return all.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

export const extensionUrl = (session: AzureSession, clusterId: string, below: string): string =>
  resourceUrl(
    session,
    `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions${below}`,
    {},
    KUBERNETES_CONFIGURATION_API,
  )
