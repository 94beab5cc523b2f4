import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerName } from './settings.ts'
import type { Traffic } from './traffic.ts'

const TEXT_BODY = /json|x-www-form-urlencoded|^text\//i

/** Records every exchange of a server when its answer has been sent. */
export function installTraffic(app: FastifyInstance, server: ServerName, traffic: Traffic): void {
  const answers = new WeakMap<FastifyRequest, string>()
  app.addHook('onSend', async (request, _reply, payload) => {
    if (typeof payload === 'string') answers.set(request, payload)
    return payload
  })
  const record = (request: FastifyRequest, reply: FastifyReply) => {
    const responseBody = answers.get(request)
    const requestBody = bodyOf(request)
    traffic.record({
      server,
      started: new Date(Date.now() - reply.elapsedTime),
      milliseconds: reply.elapsedTime,
      method: request.method,
      url: `${request.protocol}://${request.headers.host ?? 'localhost'}${request.raw.url ?? request.url}`,
      requestHeaders: request.headers,
      status: reply.raw.headersSent ? reply.statusCode : 0,
      responseHeaders: reply.getHeaders(),
      ...(requestBody && { requestBody }),
      ...(responseBody && { responseBody }),
    })
  }
  app.addHook('onResponse', async (request, reply) => record(request, reply))
}

function bodyOf(request: FastifyRequest): string | undefined {
  const type = request.headers['content-type'] ?? ''
  const { body } = request
  if (body === undefined || body === null || !TEXT_BODY.test(type)) return undefined
  if (typeof body === 'string') return body
  if (typeof body !== 'object' || 'pipe' in body) return undefined
  return /x-www-form-urlencoded/i.test(type)
    ? new URLSearchParams(body as Record<string, string>).toString()
    : JSON.stringify(body)
}
