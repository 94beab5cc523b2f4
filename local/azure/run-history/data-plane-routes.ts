import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AzureError } from '../core/errors.ts'
import { newHex } from '../core/ids.ts'
import { type Caller, authorize } from '../core/principals.ts'
import type { Servers, World } from '../core/world.ts'

/** Path of the workspace on the data plane, below a service's prefix. */
const SCOPE =
  '/subscriptions/:subscriptionId/resourceGroups/:resourceGroup/providers/Microsoft.MachineLearningServices/workspaces/:workspace'

/** One call to the data plane, after token, workspace and role were checked. */
export interface DataPlaneCall {
  params: Record<string, string>
  query: Record<string, string | undefined>
  body: Record<string, unknown>
  caller: Caller
  request: FastifyRequest
  reply: FastifyReply
}

export interface DataPlaneRoute {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Such as `/history/v1.0`. */
  service: string
  /** Below the workspace. */
  path: string
  /** Permission that the caller needs, below `Microsoft.MachineLearningServices/workspaces`. */
  action: string
  handle: (call: DataPlaneCall) => unknown
  /** In this service's own words, where it has some. */
  wordError?: (error: AzureError) => AzureError
}

export function dataPlaneRoute(world: World, { dataPlane }: Servers, route: DataPlaneRoute): void {
  addRoute(dataPlane, route, async (request, reply) => {
    const call = toCall(request, reply)
    checkWorkspace(world, call.params)
    authorize(
      world.store,
      call.caller,
      `Microsoft.MachineLearningServices/workspaces/${route.action}`,
      world.workspaceArmId,
    )
    return (await route.handle(call)) ?? {}
  })
}

function addRoute(
  app: FastifyInstance,
  { method, service, path, wordError }: DataPlaneRoute,
  handle: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
): void {
  app.route({
    method,
    url: service + SCOPE + path,
    async handler(request, reply) {
      try {
        return await handle(request, reply)
      } catch (error) {
        throw error instanceof AzureError && wordError ? wordError(error) : error
      }
    },
  })
}

function toCall(request: FastifyRequest, reply: FastifyReply): DataPlaneCall {
  if (!request.caller)
    throw new Error(`The data plane route ${request.url} is reached without a token check.`)
  return {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string | undefined>,
    body: (request.body ?? {}) as Record<string, unknown>,
    caller: request.caller,
    request,
    reply,
  }
}

function checkWorkspace(
  world: World,
  { subscriptionId, resourceGroup, workspace }: Record<string, string>,
): void {
  const { settings } = world
  const known =
    subscriptionId === settings.subscriptionId &&
    resourceGroup?.toLowerCase() === settings.resourceGroup &&
    workspace?.toLowerCase() === settings.workspace
  if (!known) throw dataPlaneError(world, 404, 'UserError', `Workspace '${workspace}' is not found.`)
}

/** The error body that services of the data plane share. */
export function dataPlaneError(world: World, status: number, code: string, message: string): AzureError {
  return new AzureError(status, {
    error: rootError(code, message),
    correlation: { operation: newHex(32), request: newHex(16) },
    environment: world.settings.location,
    location: world.settings.location,
    time: world.clock.now().toISOString(),
    componentName: 'run-history',
  })
}

/** Azure ML's own error model. */
export const rootError = (code: string, message: string): object => ({
  code,
  severity: null,
  message,
  messageFormat: null,
  messageParameters: {},
  referenceCode: null,
  detailsUri: null,
  target: null,
  details: [],
  innerError: null,
  debugInfo: null,
  additionalInfo: null,
})

export const notFound = (world: World, what: string): AzureError =>
  dataPlaneError(world, 404, 'UserError', `${what} was not found.`)
