import type { World } from '../../core/world.ts'
import { azureMlExtension, settingOf } from '../../kubernetes/extension/extension-document.ts'
import type { Fields } from '../common/body.ts'
import type { SystemData } from '../common/system-data.ts'
import { kubernetesComputesOf } from '../compute/kubernetes-document.ts'

export type EndpointState = 'Creating' | 'Updating' | 'Deleting' | 'Succeeded' | 'Failed'

/** An online endpoint as stored. */
export interface EndpointDocument {
  id: string
  name: string
  location: string
  tags: Record<string, string>
  identity: Fields | null
  /** GUID, `azureml.onlineendpointid`. */
  endpointId: string
  description: string | null
  authMode: 'Key' | 'AMLToken' | 'AADToken'
  /** ARM id of the Kubernetes compute; null of a managed endpoint. */
  compute: string | null
  publicNetworkAccess: string
  properties: Record<string, string>
  /** Percent by deployment. */
  traffic: Record<string, number>
  /** Percent of the live requests of which a deployment without traffic is meant to get a copy. Managed only. */
  mirrorTraffic?: Record<string, number>
  primaryKey: string
  secondaryKey: string
  provisioningState: EndpointState
  /** False until the first operation ended well: such an endpoint can only be deleted. */
  wasMade: boolean
  operationUri: string | null
  systemData: SystemData
}

export const endpointsOf = (world: World) => world.store.collection<EndpointDocument>('onlineEndpoints')

/** Without a cluster of one's own, Azure's machines serve. */
export const isManaged = ({ compute }: Pick<EndpointDocument, 'compute'>): boolean => compute === null

export function renderEndpoint(world: World, endpoint: EndpointDocument): object {
  const { id, name, location, tags, identity, systemData } = endpoint
  const base = endpoint.wasMade ? baseAddress(world, endpoint) : undefined
  return {
    id,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
    location,
    tags,
    kind: isManaged(endpoint) ? 'Managed' : 'K8S',
    identity: identity ?? { type: 'None' },
    properties: {
      description: endpoint.description,
      properties: {
        ...endpoint.properties,
        'azureml.onlineendpointid': endpoint.endpointId,
        AzureAsyncOperationUri: endpoint.operationUri,
      },
      scoringUri: base ? `${base}/score` : null,
      swaggerUri: base ? `${base}/swagger.json` : null,
      authMode: endpoint.authMode,
      provisioningState: endpoint.provisioningState,
      compute: endpoint.compute,
      traffic: endpoint.traffic,
      mirrorTraffic: endpoint.mirrorTraffic ?? {},
      publicNetworkAccess: endpoint.publicNetworkAccess,
    },
    systemData,
  }
}

/** A managed endpoint's own host, which a laptop does not resolve, is the first part of its path here. */
function baseAddress(world: World, endpoint: EndpointDocument): string {
  if (!isManaged(endpoint)) return routerAddress(world, endpoint)
  return `https://localhost:${world.settings.ports.scoring ?? 0}/inference/${endpoint.name}`
}

/** Without a certificate the cluster's router speaks plain HTTP, as the extension allowed when it was installed. */
function routerAddress(world: World, { name, compute }: EndpointDocument): string {
  const attached = compute === null ? undefined : kubernetesComputesOf(world).get(compute)
  const extension = attached && azureMlExtension(world, attached.resourceId)
  const secure = extension !== undefined && settingOf(extension, 'sslCname') !== undefined
  const { ports, insecureScoringPort } = world.settings
  const origin = secure
    ? `https://localhost:${ports.scoring ?? 0}`
    : `http://localhost:${insecureScoringPort ?? 0}`
  return `${origin}/api/v1/endpoint/${name}`
}
