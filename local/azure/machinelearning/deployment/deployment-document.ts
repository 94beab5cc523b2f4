import type { World } from '../../core/world.ts'
import type { Fields } from '../common/body.ts'
import type { SystemData } from '../common/system-data.ts'

export interface Probe {
  /** ISO 8601 durations. */
  initialDelay: string
  period: string
  timeout: string
  failureThreshold: number
  successThreshold: number
}

export interface DataCollector {
  /** By lower-case name. */
  collections: Record<string, { dataCollectionMode: string; samplingRate?: number; dataId?: string | null }>
  rollingRate?: string
  requestLogging?: { captureHeaders?: string[] }
}

/** The body's `properties` after the service's defaults. */
export interface DeploymentProperties extends Fields {
  environmentId: string | null
  model: string | null
  codeConfiguration: { codeId: string | null; scoringScript: string } | null
  environmentVariables: Record<string, string>
  requestSettings: {
    maxConcurrentRequestsPerInstance: number
    maxQueueWait: string
    requestTimeout: string
  } | null
  readinessProbe: Probe | null
  livenessProbe: Probe | null
  dataCollector: DataCollector | null
}

/** A deployment below an online endpoint as stored. */
export interface DeploymentDocument {
  id: string
  name: string
  endpointName: string
  location: string
  tags: Record<string, string>
  sku: { name: string; tier: string; capacity: number }
  properties: DeploymentProperties
  provisioningState: 'Creating' | 'Updating' | 'Scaling' | 'Deleting' | 'Succeeded' | 'Failed'
  /** False until the first operation ended well: such a deployment can only be deleted. */
  wasMade: boolean
  operationUri: string | null
  systemData: SystemData
}

export const deploymentsOf = (world: Pick<World, 'store'>) =>
  world.store.collection<DeploymentDocument>('onlineDeployments')

/** ARM id of a deployment, from the names on a scoring request. */
export const deploymentId = (world: World, endpoint: string, deployment: string): string =>
  `${world.workspaceArmId}/onlineEndpoints/${endpoint}/deployments/${deployment}`

/** Of a managed endpoint, not of one on a cluster. */
export const isOnManagedMachines = ({ properties }: Pick<DeploymentDocument, 'properties'>): boolean =>
  properties['endpointComputeType'] === 'Managed'

export function renderDeployment(deployment: DeploymentDocument): object {
  const { id, name, location, tags, sku, systemData, properties } = deployment
  return {
    id,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments',
    location,
    tags,
    kind: isOnManagedMachines(deployment) ? 'Managed' : 'K8S',
    sku,
    properties: {
      ...properties,
      properties: {
        ...(properties['properties'] as Fields),
        AzureAsyncOperationUri: deployment.operationUri,
      },
      provisioningState: deployment.provisioningState,
    },
    systemData,
  }
}
