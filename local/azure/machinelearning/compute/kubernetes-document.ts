import type { World } from '../../core/world.ts'
import type { Fields } from '../common/body.ts'
import type { SystemData } from '../common/system-data.ts'
import type { ComputeDocument } from './compute-document.ts'

/** An attached Kubernetes cluster as stored. */
export interface KubernetesCompute extends Pick<
  ComputeDocument,
  | 'id'
  | 'name'
  | 'location'
  | 'tags'
  | 'identity'
  | 'description'
  | 'disableLocalAuth'
  | 'provisioningState'
  | 'provisioningErrors'
  | 'createdOn'
  | 'modifiedOn'
> {
  /** ARM id of the cluster. */
  resourceId: string
  namespace: string
  defaultInstanceType: string
  instanceTypes: Record<string, Fields>
  systemData: SystemData
}

export const kubernetesComputesOf = (world: World) =>
  world.store.collection<KubernetesCompute>('kubernetesComputes')

/** The resource as ARM answers it: what does not apply is null. */
export function renderKubernetes(compute: KubernetesCompute): object {
  const { id, name, location, tags, identity, systemData } = compute
  return {
    id,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/computes',
    location,
    tags,
    ...(identity && { identity }),
    properties: {
      createdOn: compute.createdOn,
      modifiedOn: compute.modifiedOn,
      disableLocalAuth: compute.disableLocalAuth,
      description: compute.description,
      resourceId: compute.resourceId,
      computeType: 'Kubernetes',
      computeLocation: location,
      provisioningState: compute.provisioningState,
      provisioningErrors: compute.provisioningErrors,
      isAttachedCompute: true,
      properties: {
        relayConnectionString: null,
        serviceBusConnectionString: null,
        extensionPrincipalId: null,
        extensionInstanceReleaseTrain: 'stable',
        vcName: null,
        namespace: compute.namespace,
        defaultInstanceType: compute.defaultInstanceType,
        instanceTypes: compute.instanceTypes,
      },
    },
    systemData,
  }
}
