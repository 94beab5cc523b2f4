import { randomBytes } from 'node:crypto'
import type { ArmCall } from '../../core/arm-routes.ts'
import { newGuid } from '../../core/ids.ts'
import type { World } from '../../core/world.ts'
import { type Fields, anyCase, bodyCheck, capitalized, optional } from '../common/body.ts'
import { textOf } from '../common/text.ts'
import { systemData } from '../common/system-data.ts'
import type { EndpointDocument } from './endpoint-document.ts'

const percent = { type: 'integer', minimum: 0, maximum: 100 }
const percents = { type: ['object', 'null'], additionalProperties: percent }
const identity = {
  type: ['object', 'null'],
  required: ['type'],
  properties: { type: { enum: ['None', 'SystemAssigned', 'UserAssigned', 'SystemAssigned,UserAssigned'] } },
}

export const checkEndpoint = bodyCheck('online endpoint', {
  type: 'object',
  required: ['location', 'properties'],
  properties: {
    location: { type: 'string', minLength: 1 },
    tags: optional.stringMap,
    identity,
    properties: {
      type: 'object',
      required: ['authMode'],
      properties: {
        authMode: { enum: ['Key', 'AMLToken', 'AADToken'] },
        compute: optional.string,
        description: optional.string,
        publicNetworkAccess: anyCase('Enabled', 'Disabled'),
        properties: optional.stringMap,
        traffic: percents,
        mirrorTraffic: percents,
        keys: {
          type: ['object', 'null'],
          properties: { primaryKey: optional.string, secondaryKey: optional.string },
        },
      },
    },
  },
})

/** A PATCH can change tags and identity; whatever else it says is not looked at. */
export const checkEndpointUpdate = bodyCheck('online endpoint update', {
  type: 'object',
  properties: { tags: optional.stringMap, identity },
})

export const newKey = (): string => randomBytes(24).toString('base64url')

/** The endpoint that a checked body of PUT describes; what a body of an update leaves out keeps its value. */
export function toEndpoint(
  world: World,
  call: ArmCall,
  before: EndpointDocument | undefined,
): EndpointDocument {
  const body = call.body as Fields & { properties: Fields }
  const { properties } = body
  const keys = (properties['keys'] ?? {}) as { primaryKey?: string | null; secondaryKey?: string | null }
  return {
    id: before?.id ?? call.id,
    name: before?.name ?? call.params['name'] ?? '',
    location: world.settings.location,
    tags: (body['tags'] ?? {}) as EndpointDocument['tags'],
    identity: toIdentity(world, body['identity'], before),
    endpointId: before?.endpointId ?? newGuid(),
    description: (properties['description'] ?? null) as string | null,
    authMode: properties['authMode'] as EndpointDocument['authMode'],
    compute: before ? before.compute : ((properties['compute'] as string | null | undefined) ?? null),
    publicNetworkAccess: textOf(capitalized(properties['publicNetworkAccess']), 'Enabled'),
    properties: ownProperties(properties['properties']),
    traffic: (properties['traffic'] ?? before?.traffic ?? {}) as Record<string, number>,
    mirrorTraffic: (properties['mirrorTraffic'] ?? before?.mirrorTraffic ?? {}) as Record<string, number>,
    primaryKey: before?.primaryKey ?? keys.primaryKey ?? newKey(),
    secondaryKey: before?.secondaryKey ?? keys.secondaryKey ?? newKey(),
    provisioningState: before ? 'Updating' : 'Creating',
    wasMade: before?.wasMade ?? false,
    operationUri: null,
    systemData: systemData(call.caller, world.clock.now(), before?.systemData),
  }
}

/** The service's own two are sent back by clients that change what they read. */
function ownProperties(sent: unknown): Record<string, string> {
  const {
    'azureml.onlineendpointid': _id,
    AzureAsyncOperationUri: _uri,
    ...own
  } = (sent ?? {}) as Record<string, string>
  return own
}

export function toIdentity(world: World, sent: unknown, before: EndpointDocument | undefined): Fields | null {
  if (sent === undefined || sent === null) return before?.identity ?? null
  const { type } = sent as { type: string }
  if (!type.includes('SystemAssigned')) return sent as Fields
  const principalId = before?.identity?.['principalId'] ?? newGuid()
  return { ...(sent as Fields), principalId, tenantId: world.settings.tenantId }
}
