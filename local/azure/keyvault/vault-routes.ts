import { resourceNotFound } from '../core/arm-errors.ts'
import { RESOURCE_GROUP, SUBSCRIPTION, type ArmCall, armRoute } from '../core/arm-routes.ts'
import { armError } from '../core/errors.ts'
import type { Servers, World } from '../core/world.ts'
import { type AccessPolicy, renderVault, vaultsOf, type VaultDocument } from './vault-document.ts'

const type = 'Microsoft.KeyVault/vaults'
const VAULT = `${RESOURCE_GROUP}/providers/${type}/:vault`
const namePattern = /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/

/** PUT, GET and lists of vaults; an update, a deletion and private endpoints are not emulated. */
export function registerVaults(world: World, servers: Servers): void {
  const route = (method: 'GET' | 'PUT', path: string, permission: string, handle: Handle) =>
    armRoute(world, servers, { method, path, action: `${type}/${permission}`, handle })
  route('GET', VAULT, 'read', ({ id, params }) => {
    const vault = vaultsOf(world).get(id)
    if (vault) return renderVault(world, vault)
    throw resourceNotFound(`${type}/${params['vault'] ?? ''}`, params['resourceGroup'] ?? '')
  })
  route('PUT', VAULT, 'write', call => putVault(world, call))
  for (const parent of [SUBSCRIPTION, RESOURCE_GROUP])
    route('GET', `${parent}/providers/${type}`, 'read', ({ id }) => {
      const found = vaultsOf(world).listUnder(id.slice(0, id.toLowerCase().indexOf('/providers/')))
      return { value: found.map(vault => renderVault(world, vault)) }
    })
}

type Handle = (call: ArmCall) => unknown

interface Body {
  location?: string
  tags?: Record<string, string> | null
  properties?: {
    tenantId?: string
    enableRbacAuthorization?: boolean | null
    accessPolicies?: AccessPolicy[] | null
    publicNetworkAccess?: string | null
  }
}

function putVault(world: World, { id, params, body, reply }: ArmCall): object {
  const name = params['vault'] ?? ''
  const { location, tags, properties } = (body ?? {}) as Body
  if (!namePattern.test(name))
    throw armError(400, 'VaultNameNotValid', `The vault name '${name}' is invalid.`)
  if (location === undefined || properties?.tenantId !== world.settings.tenantId)
    throw armError(400, 'BadRequest', 'A vault needs a location and the tenantId of the subscription.')
  const isNew = !vaultsOf(world).has(id)
  const vault: VaultDocument = {
    id,
    name,
    location,
    tags: tags ?? {},
    enableRbacAuthorization: properties.enableRbacAuthorization ?? false,
    accessPolicies: properties.accessPolicies ?? [],
    publicNetworkAccess: properties.publicNetworkAccess === 'Disabled' ? 'Disabled' : 'Enabled',
  }
  void reply.status(isNew ? 201 : 200)
  return renderVault(world, vaultsOf(world).put(id, vault))
}
