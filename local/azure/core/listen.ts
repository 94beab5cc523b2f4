import { type Server, createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificates } from './certificates.ts'

export interface Listener {
  server: Server
  port: number
  close(): Promise<void>
}

/** Longer than any client's pause between two polls, or it meets a connection that is just being closed. */
const KEEP_ALIVE = 120_000

/** An HTTPS server on the loopback interface: on this port, or on any free one where it is taken or absent. */
export async function listen({ cert, key }: Certificates, port = 0): Promise<Listener> {
  const server = createServer({ cert, key })
  server.keepAliveTimeout = KEEP_ALIVE
  try {
    await open(server, port)
  } catch (error) {
    if (port === 0 || !isAddressInUse(error)) throw error
    await open(server, 0)
  }
  return { server, port: (server.address() as AddressInfo).port, close: () => close(server) }
}

function open(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close(error => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}

const isAddressInUse = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
