import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import {
  invalidApiVersion,
  missingApiVersion,
  resourceGroupNotFound,
  resourceNotFound,
  subscriptionNotFound,
} from './arm-errors.ts'
import { audiences } from './audiences.ts'
import { scopeOf } from './ids.ts'
import { type Caller, authorize } from './principals.ts'
import type { Servers, World } from './world.ts'

/** One call to Azure Resource Manager, after token, api-version, scope and role were checked. */
export interface ArmCall {
  /** ARM id of the path, decoded, doubled slashes removed, in the caller's casing. */
  id: string
  params: Record<string, string>
  query: Record<string, string | undefined>
  body: unknown
  apiVersion: string
  caller: Caller
  request: FastifyRequest
  reply: FastifyReply
}

export interface ArmRoute {
  method: HTTPMethods
  /**
   * Fastify path. Parameters named `subscriptionId`, `resourceGroup` and `workspace` are checked to exist
   * before `handle` is called.
   */
  path: string
  /**
   * The permission that the caller's roles must grant over the path, e.g. `.../workspaces/jobs/write`;
   * null where a valid token is enough, as for the status of an operation.
   */
  action: string | null
  /** Its result is the JSON body; a status other than 200 is set through `call.reply`. */
  handle(call: ArmCall): unknown
}

/** Paths below which most resources live. */
export const SUBSCRIPTION = '/subscriptions/:subscriptionId'
export const RESOURCE_GROUP = `${SUBSCRIPTION}/resourceGroups/:resourceGroup`
export const WORKSPACE = `${RESOURCE_GROUP}/providers/Microsoft.MachineLearningServices/workspaces/:workspace`

/** Every request to ARM bears a token of ARM's audience and a well-formed api-version. */
export function guardArm(world: World, app: FastifyInstance): void {
  app.addHook('onRequest', async request => {
    if (request.routeOptions.config.anonymous) return
    request.caller = await world.tokens.verify(request.headers.authorization, audiences.arm)
    const version = apiVersionOf(request)
    if (!version) throw missingApiVersion()
    if (!/^\d{4}-\d{2}-\d{2}(-preview|-privatepreview)?$/i.test(version)) throw invalidApiVersion(version)
  })
}

export function armRoute(world: World, servers: Pick<Servers, 'resourceManager'>, route: ArmRoute): void {
  servers.resourceManager.route({
    method: route.method,
    url: route.path,
    async handler(request, reply) {
      const call = toCall(request, reply)
      checkSubscription(world, call)
      if (route.action) authorize(world.store, call.caller, route.action, scopeOf(call.id))
      checkParents(world, call)
      const body = await route.handle(call)
      return reply.sent ? reply : reply.send(body)
    },
  })
}

function toCall(request: FastifyRequest, reply: FastifyReply): ArmCall {
  const query = request.query as Record<string, string | undefined>
  if (!request.caller) throw new Error(`The ARM route ${request.url} is reached without a token check.`)
  return {
    id: decodeURIComponent((request.url.split('?')[0] ?? '').replace(/\/{2,}/g, '/').replace(/\/$/, '')),
    params: request.params as Record<string, string>,
    query,
    body: request.body,
    apiVersion: apiVersionOf(request) ?? '',
    caller: request.caller,
    request,
    reply,
  }
}

/** Services of Azure themselves spell the name in several ways. */
function apiVersionOf({ query }: FastifyRequest): string | undefined {
  const named = Object.entries(query as Record<string, string | undefined>)
  return named.find(([name]) => name.toLowerCase() === 'api-version')?.[1]
}

function checkSubscription(world: World, { params }: ArmCall): void {
  const { subscriptionId } = params
  if (subscriptionId && subscriptionId.toLowerCase() !== world.settings.subscriptionId)
    throw subscriptionNotFound(subscriptionId)
}

function checkParents(world: World, { params }: ArmCall): void {
  const { resourceGroup, workspace } = params
  if (resourceGroup === undefined) return
  const groupId = `/subscriptions/${world.settings.subscriptionId}/resourceGroups/${resourceGroup}`
  if (!world.store.collection('resourceGroups').has(groupId)) throw resourceGroupNotFound(resourceGroup)
  if (workspace === undefined) return
  const type = 'Microsoft.MachineLearningServices/workspaces'
  if (!world.store.collection('workspaces').has(`${groupId}/providers/${type}/${workspace}`))
    throw resourceNotFound(`${type}/${workspace}`, resourceGroup)
}
