import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { badRequest } from './arm-errors.ts'
import { AzureError, notEmulated } from './errors.ts'
import { installFaults } from './fault-hooks.ts'
import type { Faults } from './faults.ts'
import { newGuid } from './ids.ts'
import type { Listener } from './listen.ts'
import type { Caller } from './principals.ts'
import type { ServerName } from './settings.ts'
import { installTraffic } from './traffic-hooks.ts'
import type { Traffic } from './traffic.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the token check of servers that need one. */
    caller?: Caller
  }
  interface FastifyContextConfig {
    /** Answered without a token. */
    anonymous?: boolean
  }
}

export interface ServerContext {
  faults: Faults
  traffic: Traffic
}

const BODY_LIMIT = 64 * 1024 * 1024

/**
 * A Fastify server over an open listener: forgiving paths, request ids, error answers; and, as the control API
 * is no part of Azure, faults and record for the others only.
 */
export function createServer(name: ServerName, listener: Listener, context: ServerContext): FastifyInstance {
  const app = Fastify({
    serverFactory: handler => listener.server.on('request', handler),
    routerOptions: {
      caseSensitive: false,
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
      maxParamLength: 1000,
    },
    bodyLimit: BODY_LIMIT,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
    genReqId: () => newGuid(),
  })
  app.addHook('onRequest', addRequestIds)
  if (name !== 'control') {
    installTraffic(app, name, context.traffic)
    installFaults(app, name, context.faults)
  }
  acceptBodies(app)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(request => {
    throw notEmulated(`${request.method} ${request.url.split('?')[0]} (${name})`)
  })
  return app
}

async function addRequestIds(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const correlation = request.headers['x-ms-correlation-request-id'] ?? newGuid()
  reply.header('x-ms-request-id', request.id)
  reply.header('x-ms-correlation-request-id', correlation)
  const client = request.headers['x-ms-client-request-id']
  if (client) reply.header('x-ms-client-request-id', client)
}

/** Azure takes an empty body where a client says JSON, and any content type on calls without a body. */
function acceptBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser(
    ['application/json', 'text/json', 'application/merge-patch+json', 'application/json-patch+json'],
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => parseJson(body),
  )
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => Object.fromEntries(new URLSearchParams(body)),
  )
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => body)
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw badRequest(
      `The request content was invalid and could not be deserialized: '${error.message}'.`,
      'InvalidRequestContent',
    )
  }
}

/** Sends an AzureError as it is; a fault of local Azure itself is a 500 that names it. */
async function answerError(error: FastifyError | AzureError, _request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof AzureError) return reply.status(error.status).headers(error.headers).send(error.body)
  const status = 'statusCode' in error && error.statusCode ? error.statusCode : 500
  if (status >= 500) console.error(error)
  const code = status >= 500 ? 'InternalServerError' : 'BadRequest'
  return reply.status(status).send({ error: { code, message: error.message } })
}
