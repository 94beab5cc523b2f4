import type { ArmCall } from '../../core/arm-routes.ts'
import type { World } from '../../core/world.ts'
import { type Fields, bodyCheck, optional } from '../common/body.ts'
import { textOf } from '../common/text.ts'
import { systemData } from '../common/system-data.ts'
import type { ComputeDocument, ScaleSettings } from './compute-document.ts'

const nodes = { type: 'integer', minimum: 0 }
const duration = { type: ['string', 'null'], pattern: '^P' }

const scaleSettings = {
  type: 'object',
  required: ['maxNodeCount'],
  properties: {
    maxNodeCount: nodes,
    minNodeCount: { ...nodes, type: ['integer', 'null'] },
    nodeIdleTimeBeforeScaleDown: duration,
  },
}

export const checkCompute = bodyCheck('compute', {
  type: 'object',
  required: ['location', 'properties'],
  properties: {
    location: { type: 'string' },
    tags: optional.stringMap,
    identity: optional.object,
    properties: {
      type: 'object',
      required: ['computeType'],
      properties: {
        computeType: { type: 'string' },
        description: optional.string,
        disableLocalAuth: optional.boolean,
        properties: {
          type: 'object',
          required: ['vmSize'],
          properties: {
            vmSize: { type: 'string', minLength: 1 },
            vmPriority: { enum: ['Dedicated', 'LowPriority', null] },
            osType: { enum: ['Linux', 'Windows', null] },
            remoteLoginPortPublicAccess: { enum: ['Enabled', 'Disabled', 'NotSpecified', null] },
            isolatedNetwork: optional.boolean,
            enableNodePublicIp: optional.boolean,
            scaleSettings,
            subnet: { type: ['object', 'null'], required: ['id'], properties: { id: { type: 'string' } } },
            userAccountCredentials: {
              type: ['object', 'null'],
              required: ['adminUserName'],
              properties: { adminUserName: { type: 'string' } },
            },
          },
        },
      },
      if: { properties: { computeType: { const: 'AmlCompute' } } },
      then: { required: ['properties'] },
    },
  },
})

/** A PATCH can change the scale settings and nothing else. */
export const checkComputeUpdate = bodyCheck('compute update', {
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      properties: { properties: { type: 'object', properties: { scaleSettings } } },
    },
  },
})

/** The cluster that a checked body of PUT describes, over the one that is there. */
export function toCompute(world: World, call: ArmCall, before: ComputeDocument | undefined): ComputeDocument {
  const body = call.body as Fields & { properties: Fields }
  const { properties } = body
  const own = properties['properties'] as Fields
  const now = world.clock.now()
  const credentials = own['userAccountCredentials'] as { adminUserName?: string } | null | undefined
  return {
    id: before?.id ?? call.id,
    name: before?.name ?? call.params['name'] ?? '',
    location: String(body['location']),
    tags: (body['tags'] ?? null) as ComputeDocument['tags'],
    identity: (body['identity'] ?? null) as ComputeDocument['identity'],
    description: (properties['description'] ?? null) as string | null,
    disableLocalAuth: properties['disableLocalAuth'] === true,
    provisioningState: before ? 'Updating' : 'Creating',
    provisioningErrors: null,
    createdOn: before?.createdOn ?? now.toISOString(),
    modifiedOn: now.toISOString(),
    vmSize: String(own['vmSize']).toUpperCase(),
    vmPriority: own['vmPriority'] === 'LowPriority' ? 'LowPriority' : 'Dedicated',
    scaleSettings: toScaleSettings(own['scaleSettings'], before?.scaleSettings),
    subnet: (own['subnet'] ?? null) as ComputeDocument['subnet'],
    adminUserName: credentials?.adminUserName ?? null,
    remoteLoginPortPublicAccess: textOf(own['remoteLoginPortPublicAccess'], 'NotSpecified'),
    osType: textOf(own['osType'], 'Linux'),
    isolatedNetwork: own['isolatedNetwork'] === true,
    enableNodePublicIp: own['enableNodePublicIp'] !== false,
    ...(before?.nodes && { nodes: before.nodes }),
    systemData: systemData(call.caller, now, before?.systemData),
  }
}

export function toScaleSettings(sent: unknown, before?: ScaleSettings): ScaleSettings {
  const { minNodeCount, maxNodeCount, nodeIdleTimeBeforeScaleDown } = (sent ?? {}) as Partial<ScaleSettings>
  return {
    minNodeCount: minNodeCount ?? 0,
    maxNodeCount: maxNodeCount ?? before?.maxNodeCount ?? 1,
    nodeIdleTimeBeforeScaleDown: nodeIdleTimeBeforeScaleDown ?? before?.nodeIdleTimeBeforeScaleDown ?? 'PT2M',
  }
}
