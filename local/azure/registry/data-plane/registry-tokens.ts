import { type JWTPayload, SignJWT, createLocalJWKSet, errors, jwtVerify } from 'jose'
import { newGuid } from '../../core/ids.ts'
import type { Caller } from '../../core/principals.ts'
import { loadSigningKey } from '../../core/signing-key.ts'
import type { World } from '../../core/world.ts'
import { loginServer } from '../login-server.ts'
import type { Access } from './scopes.ts'

/** The registry's own tokens, as it issues and takes them. */
export interface RegistryTokens {
  /** Stands for a caller for three hours; becomes access tokens. */
  refreshToken(caller: Caller): Promise<string>
  /** Stands for a build of the registry's own, which may do everything. */
  buildToken(): Promise<string>
  accessToken(subject: string, access: Access[]): Promise<string>
  /** Undefined for a token that is not ours, of another kind, or expired. */
  readRefreshToken(token: string): Promise<Caller | 'build' | undefined>
  readAccessToken(token: string): Promise<Access[] | undefined>
}

const ISSUER = 'Azure Container Registry'
/** Seconds: as seen in tokens of Azure. */
const REFRESH_LIFE = 3 * 3600
const ACCESS_LIFE = 75 * 60

type Kind = 'refresh_token' | 'access_token'

export async function createRegistryTokens(world: World): Promise<RegistryTokens> {
  const key = await loadSigningKey(world.stateDirectory, 'registry')
  const keys = createLocalJWKSet({ keys: [key.publicJwk] })
  const sign = (kind: Kind, claims: JWTPayload, seconds: number) => {
    const now = Math.floor(world.clock.now().getTime() / 1000)
    const times = { iat: now, nbf: now, exp: now + seconds, jti: newGuid() }
    const common = { version: '1.0', grant_type: kind, iss: ISSUER, aud: loginServer(world) }
    return new SignJWT({ ...common, ...times, ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
      .sign(key.privateKey)
  }
  const read = async (kind: Kind, token: string) => {
    const options = { issuer: ISSUER, audience: loginServer(world), currentDate: world.clock.now() }
    const payload = await verified(jwtVerify(token, keys, { ...options, algorithms: ['RS256'] }))
    return payload?.['grant_type'] === kind ? payload : undefined
  }
  return {
    refreshToken: caller =>
      sign('refresh_token', { sub: caller.appId, tenant: caller.tenantId, caller }, REFRESH_LIFE),
    buildToken: () => sign('refresh_token', { sub: 'build' }, REFRESH_LIFE),
    accessToken: (sub, access) => sign('access_token', { sub, access, roles: [] }, ACCESS_LIFE),
    async readRefreshToken(token) {
      const payload = await read('refresh_token', token)
      if (!payload) return undefined
      return payload.sub === 'build' ? 'build' : (payload['caller'] as Caller)
    },
    async readAccessToken(token) {
      const payload = await read('access_token', token)
      return payload && (payload['access'] as Access[])
    },
  }
}

async function verified(verification: Promise<{ payload: JWTPayload }>): Promise<JWTPayload | undefined> {
  try {
    return (await verification).payload
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
