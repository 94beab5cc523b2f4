import { Ajv, type ValidateFunction } from 'ajv'
import type { ArmCall } from '../../core/arm-routes.ts'
import { newHex } from '../../core/ids.ts'
import { identityOf } from '../../core/managed-identity.ts'
import type { World } from '../../core/world.ts'
import { type Fields, optional } from '../../machinelearning/common/body.ts'
import { invalidParameter } from '../flat-error.ts'
import type { AgentPool, ClusterDocument } from './cluster-document.ts'

const poolFields = {
  count: { type: 'integer', minimum: 0, maximum: 1000 },
  vmSize: { type: 'string', minLength: 1 },
  osType: { enum: ['Linux', 'Windows'] },
  mode: { enum: ['System', 'User'] },
  type: { enum: ['VirtualMachineScaleSets', 'AvailabilitySet'] },
  availabilityZones: { type: ['array', 'null'], items: { type: 'string' } },
  enableAutoScaling: optional.boolean,
  minCount: { type: ['integer', 'null'], minimum: 0, maximum: 1000 },
  maxCount: { type: ['integer', 'null'], minimum: 1, maximum: 1000 },
}

const poolName = { type: 'string', pattern: '^[a-z][a-z0-9]{0,11}$' }
const pool = { type: 'object', required: ['name'], properties: { name: poolName, ...poolFields } }

const ajv = new Ajv({ allErrors: true, strict: false })

const validatePool = ajv.compile({
  type: 'object',
  required: ['properties'],
  properties: { properties: { type: 'object', properties: poolFields } },
})

const validate = ajv.compile({
  type: 'object',
  required: ['location', 'properties'],
  properties: {
    location: { type: 'string', minLength: 1 },
    tags: optional.stringMap,
    identity: { type: ['object', 'null'], required: ['type'] },
    sku: { type: ['object', 'null'] },
    properties: {
      type: 'object',
      required: ['dnsPrefix', 'agentPoolProfiles'],
      properties: {
        dnsPrefix: { type: 'string', pattern: '^[a-zA-Z0-9]([a-zA-Z0-9-]{0,52}[a-zA-Z0-9])?$' },
        agentPoolProfiles: { type: 'array', minItems: 1, items: pool },
        enableRBAC: { type: 'boolean' },
        disableLocalAccounts: { type: 'boolean' },
        networkProfile: { type: 'object' },
        apiServerAccessProfile: optional.object,
      },
    },
  },
})

/** @throws 400 InvalidParameter, flat, naming each field that breaks a rule */
export const checkClusterBody = (body: unknown): void => check(validate, body)

/** The same for one pool. */
export const checkPoolBody = (body: unknown): void => check(validatePool, body)

function check(rules: ValidateFunction, body: unknown): void {
  if (rules(body ?? {})) return
  const reasons = (rules.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || 'The body'} ${message}`,
  )
  throw invalidParameter(`The request body is invalid: ${reasons.join('; ')}.`)
}

/** The cluster that a checked body of PUT describes, over the one that is there. */
export function toCluster(world: World, call: ArmCall, before: ClusterDocument | undefined): ClusterDocument {
  const body = call.body as Fields & { properties: Fields }
  const { properties } = body
  const dnsPrefix = String(properties['dnsPrefix'])
  const location = world.settings.location
  return {
    id: before?.id ?? call.id,
    name: before?.name ?? call.params['cluster'] ?? '',
    resourceGroup: before?.resourceGroup ?? call.params['resourceGroup'] ?? '',
    location,
    tags: (body['tags'] ?? null) as ClusterDocument['tags'],
    identity: identityOf(world, body['identity'], before?.identity),
    sku: { name: 'Base', tier: 'Free', ...(body['sku'] as Fields | undefined) },
    provisioningState: before ? 'Updating' : 'Creating',
    dnsPrefix,
    fqdn: before?.fqdn ?? `${dnsPrefix}-${newHex(8)}.hcp.${location}.azmk8s.io`,
    kubernetesVersion: before?.kubernetesVersion ?? '1.33.5',
    agentPools: (properties['agentPoolProfiles'] as Partial<AgentPool>[]).map(one => toPool(one)),
    networkProfile: (properties['networkProfile'] ?? { networkPlugin: 'azure' }) as Fields,
    enableRBAC: properties['enableRBAC'] !== false,
    disableLocalAccounts: properties['disableLocalAccounts'] === true,
    privateCluster:
      (properties['apiServerAccessProfile'] as Fields | null | undefined)?.['enablePrivateCluster'] === true,
    powerState: before?.powerState ?? 'Running',
    provisioningError: null,
  }
}

/** A pool as it is sent, over the one that is there. */
export const toPool = (sent: Partial<AgentPool>, before?: AgentPool): AgentPool => ({
  name: sent.name ?? before?.name ?? '',
  count: sent.count ?? before?.count ?? 1,
  vmSize: sent.vmSize ?? before?.vmSize ?? 'Standard_D4s_v5',
  osType: sent.osType ?? before?.osType ?? 'Linux',
  mode: sent.mode ?? before?.mode ?? 'User',
  type: sent.type ?? before?.type ?? 'VirtualMachineScaleSets',
  availabilityZones: sent.availabilityZones ?? before?.availabilityZones ?? null,
  enableAutoScaling: sent.enableAutoScaling === true,
  minCount: sent.minCount ?? null,
  maxCount: sent.maxCount ?? null,
})
