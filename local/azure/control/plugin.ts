import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { armError } from '../core/errors.ts'
import type { BareWorld } from '../core/create-world.ts'
import type { FaultRule, NewFault } from '../core/faults.ts'
import type { PaceSetting } from '../core/pace.ts'
import type { Principal } from '../core/principals.ts'
import { principalsOf } from '../core/principals.ts'
import type { AzurePlugin, World } from '../core/world.ts'
import { addConnection } from '../devops/connections.ts'
import { mintJobToken } from '../devops/job-tokens.ts'
import { newPrincipal } from '../entra/new-principal.ts'

export interface ControlContext {
  hooks: BareWorld['hooks']
  stop(): void
}

/** The administration API of local Azure: what no Azure has, and tests and the local agent need. */
export function control(context: ControlContext): AzurePlugin {
  return {
    name: 'control',
    register(world, { control: app }) {
      requireToken(app, world.settings.controlToken)
      app.get('/health', { config: { anonymous: true } }, () => ({ status: 'ok', pid: process.pid }))
      paceRoutes(world, app)
      faultRoutes(world, app)
      identityRoutes(world, app)
      lifeRoutes(world, app, context)
    },
  }
}

function requireToken(app: FastifyInstance, token: string): void {
  const expected = Buffer.from(`Bearer ${token}`)
  app.addHook('onRequest', async request => {
    if (request.routeOptions.config.anonymous) return
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw armError(
        401,
        'Unauthorized',
        'The control API needs the bearer token of the description (control.token).',
      )
  })
}

/** `PUT /pace/{kind}` with `{kind:'immediate'} | {kind:'reads',count} | {kind:'time',milliseconds}`; `*` for all. */
function paceRoutes({ pace }: World, app: FastifyInstance): void {
  app.put<{ Params: { kind: string }; Body: PaceSetting }>('/pace/:kind', ({ params, body }) => {
    if (!['immediate', 'reads', 'time'].includes(body?.kind))
      throw armError(
        400,
        'BadPace',
        "A pace is {kind:'immediate'}, {kind:'reads',count} or {kind:'time',milliseconds}.",
      )
    pace.set(params.kind, body)
    return { [params.kind]: pace.get(params.kind) }
  })
  app.delete('/pace', () => {
    pace.clear()
    return {}
  })
}

function faultRoutes({ faults }: World, app: FastifyInstance): void {
  app.get('/faults', (): FaultRule[] => faults.list())
  app.post<{ Body: NewFault }>('/faults', ({ body }) => faults.add(body))
  app.delete('/faults', () => {
    faults.clear()
    return {}
  })
  app.delete<{ Params: { id: string } }>('/faults/:id', ({ params }) => ({
    removed: faults.remove(params.id),
  }))
}

function identityRoutes(world: World, app: FastifyInstance): void {
  app.post<{ Body: Parameters<typeof mintJobToken>[1] }>('/job-tokens', async ({ body }) => ({
    accessToken: await mintJobToken(world, body),
  }))
  app.post<{ Body: Partial<Principal> }>('/principals', ({ body }) => {
    const principal = newPrincipal(world, body ?? {})
    return principalsOf(world.store).put(principal.clientId, principal)
  })
  app.post<{ Body: Parameters<typeof addConnection>[1] }>('/service-connections', ({ body }) =>
    addConnection(world, body),
  )
  app.put<{ Body: { seconds: number } }>('/token-lifetime', ({ body }) => {
    world.config.tokenLifetimeSeconds = body.seconds
    return body
  })
}

function lifeRoutes(world: World, app: FastifyInstance, { hooks, stop }: ControlContext): void {
  app.post<{ Body: { milliseconds: number } }>('/clock', ({ body }) => {
    world.clock.advance(body.milliseconds)
    return { now: world.clock.now().toISOString() }
  })
  app.get('/traffic', () => ({ log: { version: '1.2', entries: world.traffic.entries() } }))
  app.put<{ Body: { file?: string } }>('/traffic', ({ body }) => {
    world.traffic.recordTo(body.file)
    return body
  })
  app.put<{ Body: Record<string, string> }>('/data', ({ body }) => {
    world.config.data = body
    return body
  })
  app.post('/reset', async () => {
    world.store.clear()
    world.faults.clear()
    world.pace.clear()
    for (const reset of hooks.reset) await reset()
    return {}
  })
  app.post('/stop', (_request, reply) => {
    reply.raw.on('finish', () => setImmediate(stop))
    return {}
  })
}
