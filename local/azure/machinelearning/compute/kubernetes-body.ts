import type { ArmCall } from '../../core/arm-routes.ts'
import { identityOf } from '../../core/managed-identity.ts'
import type { World } from '../../core/world.ts'
import { type Fields, bodyCheck, optional, word } from '../common/body.ts'
import { textOf } from '../common/text.ts'
import { systemData } from '../common/system-data.ts'
import type { KubernetesCompute } from './kubernetes-document.ts'

export const checkKubernetes = bodyCheck('compute', {
  type: 'object',
  required: ['location', 'properties'],
  properties: {
    location: { type: 'string' },
    tags: optional.stringMap,
    identity: optional.object,
    properties: {
      type: 'object',
      required: ['computeType', 'resourceId'],
      properties: {
        resourceId: word,
        description: optional.string,
        properties: {
          type: ['object', 'null'],
          properties: {
            namespace: optional.string,
            defaultInstanceType: optional.string,
            instanceTypes: { type: ['object', 'null'], additionalProperties: { type: 'object' } },
          },
        },
      },
    },
  },
})

/** What the extension makes where no instance type is named. */
const defaultInstanceType = 'defaultinstancetype'
const defaultResources = {
  requests: { cpu: '100m', memory: '2Gi', 'nvidia.com/gpu': null },
  limits: { cpu: '2', memory: '2Gi', 'nvidia.com/gpu': null },
}

/** The attached cluster that a checked body of PUT describes. */
export function toKubernetes(
  world: World,
  call: ArmCall,
  before: KubernetesCompute | undefined,
): KubernetesCompute {
  const body = call.body as Fields & { properties: Fields }
  const { properties } = body
  const own = (properties['properties'] ?? {}) as Fields
  const now = world.clock.now()
  return {
    id: before?.id ?? call.id,
    name: before?.name ?? call.params['name'] ?? '',
    location: String(body['location']),
    tags: (body['tags'] ?? null) as KubernetesCompute['tags'],
    identity: identityOf(world, body['identity'], before?.identity),
    description: (properties['description'] ?? null) as string | null,
    disableLocalAuth: properties['disableLocalAuth'] === true,
    provisioningState: before ? 'Updating' : 'Creating',
    provisioningErrors: null,
    createdOn: before?.createdOn ?? now.toISOString(),
    modifiedOn: now.toISOString(),
    resourceId: String(properties['resourceId']),
    namespace: textOf(own['namespace'], 'default'),
    defaultInstanceType: textOf(own['defaultInstanceType'], defaultInstanceType),
    instanceTypes: (own['instanceTypes'] ?? {
      [defaultInstanceType]: { nodeSelector: null, resources: defaultResources },
    }) as KubernetesCompute['instanceTypes'],
    systemData: systemData(call.caller, now, before?.systemData),
  }
}
