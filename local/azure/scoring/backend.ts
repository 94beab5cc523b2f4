import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { refusal } from './refusal.ts'

export interface BackendRequest {
  port: number
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string | Buffer | undefined
  /** Milliseconds until the answer is there whole. */
  timeout: number
  /** What is thrown when they have passed. */
  tooLate: (milliseconds: number) => Error
}

export interface BackendAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** Concern one connection only, or name the gateway and not the server behind it. */
const ownHeaders = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'host',
  'upgrade',
  'authorization',
]

/**
 * Hands a request to a deployment's server.
 *
 * @throws 502 when the server broke off, 503 when it does not accept, `tooLate` when it takes too long
 */
export function askBackend(asked: BackendRequest): Promise<BackendAnswer> {
  const { port, method, path, headers, body, timeout, tooLate } = asked
  return new Promise((resolve, reject) => {
    const deadline = AbortSignal.timeout(timeout)
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      signal: deadline,
      headers: {
        ...without(headers),
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
    })
    const fail = (error: Error) => reject(deadline.aborted ? tooLate(timeout) : broken(error))
    outgoing.on('error', fail)
    outgoing.on('response', (incoming: IncomingMessage) => {
      buffer(incoming).then(
        content =>
          resolve({ status: incoming.statusCode ?? 502, headers: without(incoming.headers), body: content }),
        fail,
      )
    })
    outgoing.end(body)
  })
}

const without = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name)))

function broken(error: Error) {
  const refused = 'code' in error && error.code === 'ECONNREFUSED'
  return refused
    ? refusal(503, 'The deployment has no instance that accepts requests.')
    : refusal(502, `The deployment's server broke off: ${error.message}`)
}
