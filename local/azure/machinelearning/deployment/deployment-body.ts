import type { ArmCall } from '../../core/arm-routes.ts'
import type { World } from '../../core/world.ts'
import { type Fields, anyCase, bodyCheck, capitalized, optional, withDefaults, word } from '../common/body.ts'
import { systemData } from '../common/system-data.ts'
import {
  collectorSchema,
  probeSchema,
  requestSettingsSchema,
  scaleSettingsSchema,
  resourcesSchema,
} from './deployment-schema.ts'
import type { DeploymentDocument, DeploymentProperties, Probe } from './deployment-document.ts'

const sku = {
  type: ['object', 'null'],
  properties: { name: optional.string, capacity: { type: ['integer', 'null'], minimum: 1 } },
}

export const checkDeployment = bodyCheck('online deployment', {
  type: 'object',
  required: ['location', 'properties'],
  properties: {
    location: { type: 'string', minLength: 1 },
    tags: optional.stringMap,
    sku,
    properties: {
      type: 'object',
      required: ['endpointComputeType'],
      properties: {
        endpointComputeType: { enum: ['Kubernetes', 'Managed', 'AzureMLCompute'] },
        environmentId: optional.string,
        model: optional.string,
        modelMountPath: optional.string,
        codeConfiguration: {
          type: ['object', 'null'],
          required: ['scoringScript'],
          properties: { codeId: optional.string, scoringScript: word },
        },
        environmentVariables: optional.stringMap,
        instanceType: optional.string,
        description: optional.string,
        appInsightsEnabled: optional.boolean,
        properties: optional.stringMap,
        egressPublicNetworkAccess: anyCase('Enabled', 'Disabled'),
        containerResourceRequirements: resourcesSchema,
        scaleSettings: scaleSettingsSchema,
        requestSettings: requestSettingsSchema,
        livenessProbe: probeSchema,
        readinessProbe: probeSchema,
        startupProbe: probeSchema,
        dataCollector: collectorSchema,
      },
    },
  },
})

/** A PATCH can change tags and the number of instances. */
export const checkDeploymentUpdate = bodyCheck('online deployment update', {
  type: 'object',
  properties: { tags: optional.stringMap, sku },
})

const autoscaler = {
  scaleType: 'TargetUtilization',
  minInstances: 1,
  maxInstances: 1,
  pollingInterval: 'PT1S',
  targetUtilizationPercentage: 70,
}

const defaults: Fields = {
  description: null,
  properties: {},
  environmentId: null,
  model: null,
  modelMountPath: null,
  codeConfiguration: null,
  environmentVariables: {},
  instanceType: null,
  appInsightsEnabled: false,
  egressPublicNetworkAccess: 'Enabled',
  containerResourceRequirements: null,
  scaleSettings: autoscaler,
  requestSettings: null,
  livenessProbe: null,
  readinessProbe: null,
  startupProbe: null,
  dataCollector: null,
}

/** Managed machines scale by rules of Azure Monitor, and are of this size where nothing is said. */
const managedDefaults: Fields = {
  ...defaults,
  instanceType: 'Standard_F4s_v2',
  scaleSettings: { scaleType: 'Default' },
}

/** The deployment that a checked body of PUT describes. */
export function toDeployment(
  world: World,
  call: ArmCall,
  before: DeploymentDocument | undefined,
): DeploymentDocument {
  const body = call.body as Fields & { properties: Fields }
  const { AzureAsyncOperationUri: _uri, ...own } = (body.properties['properties'] ?? {}) as Fields
  const isManaged = body.properties['endpointComputeType'] === 'Managed'
  const sent = withDefaults(isManaged ? managedDefaults : defaults, body.properties)
  const capacity = (body['sku'] as { capacity?: number } | null | undefined)?.capacity
  return {
    id: before?.id ?? call.id,
    name: before?.name ?? call.params['deployment'] ?? '',
    endpointName: before?.endpointName ?? call.params['name'] ?? '',
    location: world.settings.location,
    tags: (body['tags'] ?? {}) as DeploymentDocument['tags'],
    sku: { name: 'Default', tier: 'Standard', capacity: capacity ?? before?.sku.capacity ?? 1 },
    properties: {
      ...(sent as DeploymentProperties),
      properties: own,
      requestSettings: toRequestSettings(sent['requestSettings']),
      readinessProbe: toProbe(sent['readinessProbe']),
      livenessProbe: toProbe(sent['livenessProbe']),
      egressPublicNetworkAccess: capitalized(sent['egressPublicNetworkAccess']),
      scaleSettings: toScale(sent['scaleSettings'] as Fields),
      dataCollector: toCollector(sent['dataCollector'] as Collector),
    },
    provisioningState: before ? 'Updating' : 'Creating',
    wasMade: before?.wasMade ?? false,
    operationUri: null,
    systemData: systemData(call.caller, world.clock.now(), before?.systemData),
  }
}

const toScale = (sent: Fields): Fields =>
  sent['scaleType'] === 'TargetUtilization' ? withDefaults(autoscaler, sent) : sent

type Collector = DeploymentProperties['dataCollector'] | null | undefined

function toCollector(sent: Collector): DeploymentProperties['dataCollector'] {
  if (!sent) return null
  const collections = Object.entries(sent.collections).map(([name, collection]) => [
    name,
    { ...collection, dataCollectionMode: capitalized(collection.dataCollectionMode) },
  ])
  return {
    ...sent,
    ...(sent.rollingRate && { rollingRate: capitalized(sent.rollingRate) as string }),
    collections: Object.fromEntries(collections) as NonNullable<Collector>['collections'],
  }
}

function toRequestSettings(sent: unknown): DeploymentProperties['requestSettings'] {
  if (!sent) return null
  const usual = { maxConcurrentRequestsPerInstance: 1, maxQueueWait: 'PT0.5S', requestTimeout: 'PT5S' }
  return withDefaults(usual, sent as Fields) as DeploymentProperties['requestSettings']
}

function toProbe(sent: unknown): DeploymentProperties['readinessProbe'] {
  if (!sent) return null
  const usual = {
    initialDelay: 'PT10S',
    period: 'PT10S',
    timeout: 'PT2S',
    failureThreshold: 30,
    successThreshold: 1,
  }
  return withDefaults(usual, sent as Fields) as unknown as Probe
}
