import type { FastifyInstance, FastifyRequest } from 'fastify'
import { SignJWT } from 'jose'
import { type SigningKey, loadSigningKey } from '../core/signing-key.ts'
import type { World } from '../core/world.ts'
import { findConnection } from './connections.ts'
import { foreignJob, noFederation, unauthorized, unknownConnection, versionMissing } from './errors.ts'
import { TOKEN_EXCHANGE, federatedCredential } from './federation.ts'
import { type JobScope, readJobToken } from './job-tokens.ts'

interface IdTokenRoute {
  Params: JobScope
  Querystring: { 'api-version'?: string; serviceConnectionId?: string }
}

/** Azure DevOps signs id tokens for ten minutes. */
const LIFETIME_SECONDS = 600

/** `POST {System.OidcRequestUri}`: an id token for a service connection, given to the job that runs. */
export async function idTokenRoute(world: World, app: FastifyInstance): Promise<void> {
  const key = await loadSigningKey(world.stateDirectory, 'devops')
  app.post<IdTokenRoute>(
    '/mlops/:projectId/_apis/distributedtask/hubs/:hub/plans/:planId/jobs/:jobId/oidctoken',
    async request => {
      await checkJob(world, request)
      if (!request.query['api-version'] && !/api-version=/i.test(request.headers.accept ?? ''))
        throw versionMissing()
      return { oidcToken: await signIdToken(world, key, request.query.serviceConnectionId ?? '') }
    },
  )
}

async function checkJob(world: World, { headers, params }: FastifyRequest<IdTokenRoute>): Promise<void> {
  const token = headers.authorization?.replace(/^bearer /i, '')
  const job = token ? await readJobToken(world, token) : undefined
  if (!job) throw unauthorized()
  const same = (['projectId', 'planId', 'jobId'] as const).every(
    part => job[part].toLowerCase() === params[part].toLowerCase(),
  )
  if (!same) throw foreignJob()
}

async function signIdToken(world: World, key: SigningKey, connectionId: string): Promise<string> {
  const connection = findConnection(world, connectionId)
  if (!connection) throw unknownConnection(connectionId)
  if (connection.scheme !== 'WorkloadIdentityFederation') throw noFederation(connection.name)
  const { issuer, subject } = federatedCredential(world, connection.clientId, connection.id)
  const now = Math.floor(world.clock.now().getTime() / 1000)
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
    .setIssuer(issuer)
    .setSubject(subject)
    .setAudience(TOKEN_EXCHANGE)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + LIFETIME_SECONDS)
    .sign(key.privateKey)
}
