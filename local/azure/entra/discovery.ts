import type { FastifyInstance } from 'fastify'
import { loadSigningKey } from '../core/signing-key.ts'
import type { World } from '../core/world.ts'
import { requireTenant } from './tenants.ts'

type TenantRoute = { Params: { tenant: string } }

/** OpenID discovery of a tenant, and the keys behind it: Entra's own and those of Azure DevOps' id tokens. */
export async function discoveryRoutes(world: World, app: FastifyInstance): Promise<void> {
  const devops = await loadSigningKey(world.stateDirectory, 'devops')
  app.get<TenantRoute>('/:tenant/v2.0/.well-known/openid-configuration', ({ params }) => {
    requireTenant(world, params.tenant)
    return openIdConfiguration(world.endpoints.activeDirectory, params.tenant)
  })
  app.get<TenantRoute>('/:tenant/discovery/v2.0/keys', ({ params }) => {
    requireTenant(world, params.tenant)
    return { keys: [world.tokens.publicKey, devops.publicJwk] }
  })
}

const openIdConfiguration = (host: string, tenant: string) => ({
  issuer: `${host}/${tenant}/v2.0`,
  authorization_endpoint: `${host}/${tenant}/oauth2/v2.0/authorize`,
  token_endpoint: `${host}/${tenant}/oauth2/v2.0/token`,
  jwks_uri: `${host}/${tenant}/discovery/v2.0/keys`,
  token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  response_types_supported: ['code', 'id_token'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  tenant_region_scope: 'EU',
  cloud_instance_name: new URL(host).host,
})
