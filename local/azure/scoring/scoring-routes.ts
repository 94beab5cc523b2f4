import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AzureError } from '../core/errors.ts'
import { newGuid } from '../core/ids.ts'
import type { World } from '../core/world.ts'
import { requestTimeout } from '../execution/serving/instance.ts'
import type { Serving } from '../execution/serving/serving.ts'
import { endpointsOf } from '../machinelearning/endpoint/endpoint-document.ts'
import { authorizeScoring } from './authorize.ts'
import { type BackendAnswer, askBackend } from './backend.ts'
import { clusterRouter } from './cluster-router.ts'
import { type ScoringTarget, chooseTarget } from './choose-target.ts'
import { managedRouter } from './managed-router.ts'
import { refusal } from './refusal.ts'
import type { Router } from './router.ts'

const routers = [clusterRouter, managedRouter]

/** `/score` and `/swagger.json` of every endpoint. */
export function registerScoring(world: World, app: FastifyInstance, serving: Serving): void {
  keepBodiesAsTheyAre(app)
  for (const router of routers)
    for (const path of ['/score', '/swagger.json'] as const)
      app.route({
        method: path === '/score' ? ['GET', 'POST'] : ['GET'],
        url: router.base + path,
        async handler(request, reply) {
          const { status, headers, body } = await route(world, serving, router, path, { request, reply })
          return reply.status(status).headers(headers).send(body)
        },
      })
}

interface Exchange {
  request: FastifyRequest
  reply: FastifyReply
}

function keepBodiesAsTheyAre(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    /^(application\/json|text\/)/i,
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => body,
  )
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body)
}

async function route(
  world: World,
  serving: Serving,
  router: Router,
  path: string,
  exchange: Exchange,
): Promise<BackendAnswer> {
  const { request, reply } = exchange
  const { endpoint: name = '' } = request.params as { endpoint?: string }
  const endpoint = endpointsOf(world).get(`${world.workspaceArmId}/onlineEndpoints/${name}`)
  if (!endpoint?.wasMade || !router.serves(endpoint)) throw refusal(404, `There is no endpoint '${name}'.`)
  router.checkNetwork(endpoint)
  await authorizeScoring(world, endpoint, request.headers.authorization)
  const target = chooseTarget(world, serving, endpoint, request.headers['azureml-model-deployment'])
  const id = String(request.headers['x-request-id'] ?? newGuid())
  reply.header('azureml-model-deployment', target.name).header('x-request-id', id)
  const leave = target.instance.enter()
  try {
    const turn = await router.admit(target.instance)
    return await measured(target, path, request, id, () =>
      forward(target, router, path, request, id),
    ).finally(turn)
  } finally {
    leave()
  }
}

/** Tells Application Insights of the request and of how it ended. */
async function measured(
  { instance }: ScoringTarget,
  path: string,
  { method }: FastifyRequest,
  id: string,
  ask: () => Promise<BackendAnswer>,
): Promise<BackendAnswer> {
  const start = performance.now()
  const tell = (status: number) =>
    instance.telemetry.request({
      id,
      name: `${method} ${path}`,
      status,
      milliseconds: performance.now() - start,
    })
  try {
    const answer = await ask()
    tell(answer.status)
    return answer
  } catch (error) {
    tell(error instanceof AzureError ? error.status : 500)
    throw error
  }
}

async function forward(
  { instance, port }: ScoringTarget,
  router: Router,
  path: string,
  request: FastifyRequest,
  id: string,
): Promise<BackendAnswer> {
  const body = request.body as string | Buffer | undefined
  const attributes = { correlationid: id, xrequestid: id }
  if (path === '/score' && body !== undefined)
    instance.collection.payload('request', String(body), attributes)
  const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : ''
  const answer = await askBackend({
    port,
    method: request.method,
    path: (path === '/score' ? instance.scoringPath : path) + query,
    headers: { ...request.headers, 'x-request-id': id },
    body,
    timeout: requestTimeout(instance.deployment),
    tooLate: router.tooLate,
  })
  if (path === '/score') instance.collection.payload('response', answer.body.toString(), attributes)
  return router.judge(answer)
}
