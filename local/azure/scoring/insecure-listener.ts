import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { saveSettings } from '../core/settings.ts'
import type { World } from '../core/world.ts'

/** Serves the same routes without TLS, on the port of last time where it is free. */
export async function listenInsecure(world: World, app: FastifyInstance): Promise<() => Promise<void>> {
  const server = createServer((request, response) => app.routing(request, response))
  server.keepAliveTimeout = 120_000
  const { settings } = world
  await open(server, settings.insecureScoringPort ?? 0).catch(() => open(server, 0))
  settings.insecureScoringPort = (server.address() as AddressInfo).port
  saveSettings(world.stateDirectory, settings)
  return () =>
    new Promise(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
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
