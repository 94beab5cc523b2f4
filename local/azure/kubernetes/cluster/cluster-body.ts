import { Ajv } from 'ajv'
import type { ArmCall } from '../../core/arm-routes.ts'
import { newGuid, newHex } from '../../core/ids.ts'
import type { World } from '../../core/world.ts'
import { type Fields, optional } from '../../machinelearning/common/body.ts'
import { invalidParameter } from '../flat-error.ts'
import type { AgentPool, ClusterDocument } from './cluster-document.ts'

const pool = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', pattern: '^[a-z][a-z0-9]{0,11}$' },
    count: { type: 'integer', minimum: 0, maximum: 1000 },
    vmSize: { type: 'string', minLength: 1 },
    osType: { enum: ['Linux', 'Windows'] },
    mode: { enum: ['System', 'User'] },
    type: { enum: ['VirtualMachineScaleSets', 'AvailabilitySet'] },
  },
}

const validate = new Ajv({ allErrors: true, strict: false }).compile({
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
        dnsPrefix: { type: 'string', minLength: 1, maxLength: 54 },
        agentPoolProfiles: { type: 'array', minItems: 1, items: pool },
        enableRBAC: { type: 'boolean' },
        disableLocalAccounts: { type: 'boolean' },
        networkProfile: { type: 'object' },
      },
    },
  },
})

/** @throws 400 InvalidParameter, flat, naming each field that breaks a rule */
export function checkClusterBody(body: unknown): void {
  if (validate(body ?? {})) return
  const reasons = (validate.errors ?? []).map(
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
    identity: toIdentity(world, body['identity'], before),
    sku: { name: 'Base', tier: 'Free', ...(body['sku'] as Fields | undefined) },
    provisioningState: before ? 'Updating' : 'Creating',
    dnsPrefix,
    fqdn: before?.fqdn ?? `${dnsPrefix}-${newHex(8)}.hcp.${location}.azmk8s.io`,
    kubernetesVersion: before?.kubernetesVersion ?? '1.33.5',
    agentPools: (properties['agentPoolProfiles'] as Partial<AgentPool>[]).map(toPool),
    networkProfile: (properties['networkProfile'] ?? { networkPlugin: 'azure' }) as Fields,
    enableRBAC: properties['enableRBAC'] !== false,
    disableLocalAccounts: properties['disableLocalAccounts'] === true,
  }
}

const toPool = ({ name = '', count, vmSize, osType, mode, type }: Partial<AgentPool>): AgentPool => ({
  name,
  count: count ?? 1,
  vmSize: vmSize ?? 'Standard_D4s_v5',
  osType: osType ?? 'Linux',
  mode: mode ?? 'User',
  type: type ?? 'VirtualMachineScaleSets',
})

function toIdentity(world: World, sent: unknown, before: ClusterDocument | undefined): Fields | null {
  if (!sent) return before?.identity ?? null
  const own = { principalId: newGuid(), tenantId: world.settings.tenantId }
  return { ...own, ...before?.identity, ...(sent as Fields) }
}
