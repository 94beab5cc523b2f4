import { CLUSTER } from '../cluster/cluster-path.ts'

export const EXTENSIONS = `${CLUSTER}/providers/Microsoft.KubernetesConfiguration/extensions`
export const EXTENSION = `${EXTENSIONS}/:extension`
