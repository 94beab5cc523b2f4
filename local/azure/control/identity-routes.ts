import type { FastifyInstance } from 'fastify'
import { type Principal, principalsOf } from '../core/principals.ts'
import { roleNames } from '../core/roles.ts'
import type { World } from '../core/world.ts'
import { type NewConnection, addConnection } from '../devops/connections.ts'
import { type JobScope, mintJobToken } from '../devops/job-tokens.ts'
import { newPrincipal } from '../entra/new-principal.ts'

const text = { type: 'string', minLength: 1 }
const strict = (properties: Record<string, object>, required: string[]) => ({
  body: { type: 'object', properties, required, additionalProperties: false },
})

const role = {
  type: 'object',
  required: ['role', 'scope'],
  properties: { role: { enum: roleNames }, scope: { type: 'string', pattern: '^/' } },
}
const jobSchema = strict(
  { projectId: text, planId: text, jobId: text, hub: { enum: ['build', 'release'] } },
  ['projectId', 'planId', 'jobId', 'hub'],
)
const principalSchema = strict(
  {
    clientId: text,
    objectId: text,
    tenantId: text,
    secret: text,
    roles: { type: 'array', items: role },
    federatedCredentials: { type: 'array' },
  },
  [],
)
const connectionSchema = strict(
  {
    id: text,
    name: text,
    scheme: { enum: ['WorkloadIdentityFederation', 'ServicePrincipal'] },
    clientId: text,
  },
  ['name', 'scheme'],
)

/** Access tokens of pipeline jobs, principals with the roles of a test, service connections, token life. */
export function identityRoutes(world: World, app: FastifyInstance): void {
  app.post<{ Body: JobScope }>('/job-tokens', { schema: jobSchema }, async ({ body }) => ({
    accessToken: await mintJobToken(world, body),
  }))
  app.post<{ Body: Partial<Principal> }>('/principals', { schema: principalSchema }, ({ body }) => {
    const principal = newPrincipal(world, body)
    return principalsOf(world.store).put(principal.clientId, principal)
  })
  app.post<{ Body: NewConnection }>('/service-connections', { schema: connectionSchema }, ({ body }) =>
    addConnection(world, body),
  )
  app.put<{ Body: { seconds: number } }>(
    '/token-lifetime',
    { schema: strict({ seconds: { type: 'integer', minimum: 1 } }, ['seconds']) },
    ({ body }) => {
      world.config.tokenLifetimeSeconds = body.seconds
      return body
    },
  )
}
