import { CLUSTER } from '../cluster/cluster-path.ts'

export const EXTENSIONS = `${CLUSTER}/providers/Microsoft.KubernetesConfiguration/extensions`
export const EXTENSION = `${EXTENSIONS}/:extension`

/** The ARM id of the cluster that an extension is on. */
export const clusterIdOf = (extensionId: string): string =>
  extensionId.slice(0, extensionId.toLowerCase().lastIndexOf('/providers/microsoft.kubernetesconfiguration/'))
