import type { FastifyInstance } from 'fastify'
import { audiences } from '../../core/audiences.ts'
import { AzureError } from '../../core/errors.ts'
import type { Caller } from '../../core/principals.ts'
import type { World } from '../../core/world.ts'
import { loginServer } from '../login-server.ts'
import { exchangeRefused, registryError, unauthorized } from './errors.ts'
import type { RegistryTokens } from './registry-tokens.ts'
import { type Access, grant, parseScope } from './scopes.ts'

/** User name under which docker hands over a refresh token as a password. */
const NULL_GUID = '00000000-0000-0000-0000-000000000000'

type Form = Partial<
  Record<
    'grant_type' | 'service' | 'tenant' | 'access_token' | 'refresh_token' | 'username' | 'password',
    string
  >
> & { scope?: string | string[] }

/** From a token of Azure Resource Manager to a refresh token, and from that to access tokens. */
export function oauthRoutes(world: World, app: FastifyInstance, tokens: RegistryTokens): void {
  app.post<{ Body: Form | undefined }>('/oauth2/exchange', async ({ body = {} }) => {
    if (body.grant_type !== 'access_token')
      throw registryError(400, 'UNSUPPORTED', `grant type "${body.grant_type ?? ''}" is not supported`)
    checkService(world, body.service)
    if (body.tenant && body.tenant !== world.settings.tenantId)
      throw exchangeRefused(`the tenant "${body.tenant}" is not the registry's`)
    return { refresh_token: await tokens.refreshToken(await verify(world, body.access_token)) }
  })
  const issue = async (refreshToken: string | undefined, scope: Form['scope']) => {
    const subject = await tokens.readRefreshToken(refreshToken ?? '')
    if (!subject) throw unauthorized(world, { error: 'invalid_token' })
    const wishes = readScopes(scope)
    const name = subject === 'build' ? subject : subject.appId
    const access = subject === 'build' ? wishes : grant(world, subject, wishes)
    return { access_token: await tokens.accessToken(name, access) }
  }
  app.post<{ Body: Form | undefined }>('/oauth2/token', async ({ body = {} }) => {
    checkService(world, body.service)
    const { grant_type: kind, username, password } = body
    if (kind === 'refresh_token') return issue(body.refresh_token, body.scope)
    if (kind === 'password' && username === NULL_GUID) return issue(password, body.scope)
    throw unauthorized(world)
  })
  app.get<{ Querystring: Form }>('/oauth2/token', async ({ query, headers }) => {
    checkService(world, query.service)
    return issue(basicPassword(headers.authorization), query.scope)
  })
}

function checkService(world: World, service: string | undefined): void {
  if (service?.toLowerCase() === loginServer(world)) return
  throw registryError(400, 'UNSUPPORTED', `the service "${service ?? ''}" is not this registry`)
}

/** The registry words its refusals in its own way. */
async function verify({ tokens }: World, token: string | undefined): Promise<Caller> {
  try {
    const accepted = [...audiences.arm, ...audiences.registry]
    return await tokens.verify(token && `Bearer ${token}`, accepted)
  } catch (error) {
    if (error instanceof AzureError) throw exchangeRefused(`AAD token is not accepted: ${error.message}`)
    throw error
  }
}

/** A scope may be given several times, or several in one, as docker does. */
function readScopes(scope: Form['scope']): Access[] {
  const texts = [scope ?? []].flat().flatMap(one => one.split(' ').filter(Boolean))
  return texts.flatMap(text => parseScope(text) ?? [])
}

function basicPassword(authorization: string | undefined): string | undefined {
  const [, encoded] = /^basic (.+)$/i.exec(authorization ?? '') ?? []
  const [user, ...password] = Buffer.from(encoded ?? '', 'base64')
    .toString()
    .split(':')
  return user === NULL_GUID ? password.join(':') : undefined
}
