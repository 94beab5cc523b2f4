import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { expiredToken, quotaExceeded, tooManyRequests } from './arm-errors.ts'
import { AzureError } from './errors.ts'
import type { FaultEffect, Faults } from './faults.ts'
import type { ServerName } from './settings.ts'
import { flatError } from '../kubernetes/flat-error.ts'
import { storageError } from '../storage/errors.ts'

/** Applies fault rules to the requests of a server: some before the service acts, some to its answer. */
export function installFaults(app: FastifyInstance, server: ServerName, faults: Faults): void {
  const pending = new WeakMap<FastifyRequest, { effects: FaultEffect[]; socket: Socket }>()
  app.addHook('onRequest', async (request, reply) => {
    const effects = faults.meet({ server, method: request.method, url: request.url })
    // Kept, because a request that was read to its end no longer names its socket.
    pending.set(request, { effects, socket: request.raw.socket })
    for (const effect of effects) await before(server, effect, request, reply)
  })
  app.addHook('onSend', async (request, reply, payload) => {
    let answer = payload
    const { effects, socket } = pending.get(request) ?? {}
    for (const effect of effects ?? []) if (socket) answer = after(effect, socket, reply, answer)
    return answer
  })
}

async function before(
  server: ServerName,
  effect: FaultEffect,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (effect.kind === 'delay') await delay(effect.milliseconds)
  if (effect.kind === 'status') throw statusError(effect, server)
  if (effect.kind === 'expiredToken') throw expiredToken()
  if (effect.kind === 'quota') throw quotaError(request.url, effect.message)
  if (effect.kind === 'reset' && effect.when === 'before') {
    reply.hijack()
    request.raw.socket.destroy()
  }
}

/** The container service has a code and a form of its own. */
function quotaError(url: string, message = 'The requested size exceeds your quota.'): AzureError {
  return /\/managedClusters\//i.test(url)
    ? flatError(400, 'ErrCode_InsufficientVCPUQuota', message)
    : quotaExceeded(message)
}

const storageCodes: Record<number, string> = { 500: 'InternalError', 503: 'ServerBusy' }

/** In the words of the service where the rule has none of its own. */
function statusError(effect: Extract<FaultEffect, { kind: 'status' }>, server: ServerName): AzureError {
  const { status, body, retryAfter } = effect
  const headers = {
    ...effect.headers,
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  }
  if (body !== undefined) return new AzureError(status, body, headers)
  if (server === 'blob')
    return storageError(status, storageCodes[status] ?? 'InjectedFault', 'By a fault rule.', headers)
  if (status === 429) return tooManyRequests(retryAfter ?? 1)
  return new AzureError(
    status,
    {
      error: {
        code: status === 503 ? 'ServiceUnavailable' : 'InjectedFault',
        message: `Answer ${status} by a fault rule.`,
      },
    },
    headers,
  )
}

function after(effect: FaultEffect, socket: Socket, reply: FastifyReply, payload: unknown): unknown {
  if (effect.kind === 'reset' && effect.when === 'after') {
    socket.destroy()
    return payload
  }
  return effect.kind === 'truncate' ? truncate(effect.bytes, socket, reply, payload) : payload
}

/** Promises the whole length, sends the beginning, breaks the connection. */
function truncate(bytes: number, socket: Socket, reply: FastifyReply, payload: unknown): unknown {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
    const whole = Buffer.from(payload)
    reply.header('content-length', whole.length)
    return Readable.from(cut([whole], bytes, socket))
  }
  return payload instanceof Readable ? Readable.from(cut(payload, bytes, socket)) : payload
}

async function* cut(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  bytes: number,
  socket: Socket,
): AsyncGenerator<Buffer> {
  let left = bytes
  for await (const chunk of chunks) {
    if (chunk.length < left) {
      left -= chunk.length
      yield chunk
      continue
    }
    yield chunk.subarray(0, left)
    // The next pull comes when the beginning has been handed to the socket.
    setImmediate(() => socket.destroy())
    return
  }
}
