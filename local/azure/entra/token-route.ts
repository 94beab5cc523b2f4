import type { FastifyInstance } from 'fastify'
import { audiences, sameAudience } from '../core/audiences.ts'
import { type Principal, principalsOf } from '../core/principals.ts'
import type { World } from '../core/world.ts'
import { type AssertionChecker, createAssertionChecker } from './client-assertion.ts'
import {
  credentialRequired,
  invalidScope,
  missingParameter,
  unknownClient,
  unknownResource,
  unsupportedGrant,
  wrongSecret,
} from './errors.ts'
import { requireTenant } from './tenants.ts'

type Form = Partial<
  Record<'grant_type' | 'client_id' | 'client_secret' | 'client_assertion' | 'scope', string>
>

/** The client credentials grant, by secret or by an id token of a federated issuer. */
export async function tokenRoute(world: World, app: FastifyInstance): Promise<void> {
  const checkAssertion = await createAssertionChecker(world)
  app.post<{ Params: { tenant: string }; Body: Form | undefined }>(
    '/:tenant/oauth2/v2.0/token',
    async ({ params, body }) => {
      const form = body ?? {}
      const { tenant } = params
      requireTenant(world, tenant)
      checkGrant(form)
      const principal = findPrincipal(world, required(form, 'client_id'), tenant)
      const audience = audienceOf(required(form, 'scope'), tenant)
      await checkCredential(form, principal, checkAssertion)
      const { token, expiresIn } = await world.tokens.issue(principal, audience)
      return {
        token_type: 'Bearer',
        expires_in: expiresIn,
        ext_expires_in: expiresIn,
        access_token: token,
      }
    },
  )
}

function checkGrant(form: Form): void {
  const grant = required(form, 'grant_type')
  if (grant !== 'client_credentials') throw unsupportedGrant(grant)
}

function required(form: Form, name: keyof Form): string {
  const value = form[name]
  if (!value) throw missingParameter(name)
  return value
}

function findPrincipal({ store }: World, clientId: string, tenant: string): Principal {
  const principal = principalsOf(store).get(clientId)
  if (!principal || principal.tenantId !== tenant.toLowerCase()) throw unknownClient(clientId, tenant)
  return principal
}

async function checkCredential(form: Form, principal: Principal, checkAssertion: AssertionChecker) {
  const { client_secret: secret, client_assertion: assertion } = form
  if (assertion) return checkAssertion(assertion, principal)
  if (!secret) throw credentialRequired()
  if (secret !== principal.secret) throw wrongSecret(principal.clientId)
}

const RESOURCES = [
  ...audiences.arm,
  ...audiences.machineLearning,
  ...audiences.storage,
  ...audiences.registry,
  ...audiences.vault,
]

/** `https://ml.azure.com/.default` -> `https://ml.azure.com`; a second slash before `.default` belongs to the audience. */
function audienceOf(scope: string, tenant: string): string {
  const resources = scope.split(' ').filter(one => !['openid', 'profile', 'offline_access'].includes(one))
  const [resource, ...more] = resources
  if (!resource?.endsWith('/.default') || more.length > 0) throw invalidScope(scope)
  const audience = resource.slice(0, -'/.default'.length)
  if (!RESOURCES.some(known => sameAudience(known, audience))) throw unknownResource(audience, tenant)
  return audience
}
