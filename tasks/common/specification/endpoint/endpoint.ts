import { byPlace } from '../schema/by-place.ts'
import type { Schema } from '../schema/schema.ts'
import { kubernetesEndpoint, type KubernetesEndpoint } from './kubernetes-endpoint.ts'
import { managedEndpoint, type ManagedEndpoint } from './managed-endpoint.ts'

/** An endpoint file of the Azure ML CLI v2, read and checked; no call was made. */
export type EndpointFile = KubernetesEndpoint | ManagedEndpoint

/** One that names a compute is on Kubernetes, as the official client has it. */
export const onlineEndpoint: Schema<EndpointFile> = byPlace(
  at => (at.at('compute').isBlank ? 'managed' : 'kubernetes'),
  { kubernetes: kubernetesEndpoint, managed: managedEndpoint },
)

export const isOnKubernetes = (endpoint: EndpointFile): endpoint is KubernetesEndpoint =>
  'compute' in endpoint
