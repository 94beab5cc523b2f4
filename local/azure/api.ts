import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BareWorld, createWorld } from './core/create-world.ts'
import { guardArm } from './core/arm-routes.ts'
import { guardDataPlane } from './core/data-plane.ts'
import type { AzureConfig, AzurePlugin, World } from './core/world.ts'
import { control } from './control/plugin.ts'
import { describe } from './describe.ts'
import type { AzureDescription } from './description.ts'
import { plugins as allPlugins } from './plugins.ts'

export interface StartOptions {
  /** Where everything is kept; default: a temporary directory that `close` removes. */
  stateDirectory?: string
  /** First of nine consecutive ports. */
  port?: number
  /** HAR file of the traffic. */
  har?: string
  /** URL prefix -> directory, for remote data that jobs name. */
  data?: Record<string, string>
  config?: Partial<AzureConfig>
  /** Default: every service. */
  plugins?: AzurePlugin[]
  /** What the control API's stop does besides closing, e.g. ending the process. */
  onStopped?: () => void
}

export interface RunningAzure {
  description: AzureDescription
  /** For tests in the same process: pace, faults, clock, store without HTTP. */
  world: World
  close(): Promise<void>
}

/** Starts a local Azure in this process. It answers when the promise resolves. */
export async function startAzure(options: StartOptions = {}): Promise<RunningAzure> {
  const { stateDirectory = mkdtempSync(join(tmpdir(), 'local-azure-')), port, har, data } = options
  const config = { ...options.config, ...(data && { data }) }
  const bare = await createWorld({
    stateDirectory,
    config,
    ...(port !== undefined && { port }),
    ...(har && { har }),
  })
  const { world, servers, hooks } = bare
  const close = closeOnce(bare, options.stateDirectory === undefined)
  guardArm(world, servers.resourceManager)
  guardDataPlane(world, servers.dataPlane)
  const stop = () => void close().catch(console.error).finally(options.onStopped)
  for (const plugin of [...(options.plugins ?? allPlugins), control({ onReset: hooks.reset, stop })])
    await plugin.register(world, servers)
  for (const ready of hooks.ready) await ready()
  world.operations.resume()
  await Promise.all(Object.values(servers).map(server => server.ready()))
  return { description: describe(world), world, close }
}

function closeOnce(bare: BareWorld, removeState: boolean): () => Promise<void> {
  let closing: Promise<void> | undefined
  return () => (closing ??= closeAll(bare, removeState))
}

/** Services first, so that their children can still report; storage and the record last. */
async function closeAll({ world, listeners, servers, azurite, hooks }: BareWorld, removeState: boolean) {
  for (const hook of hooks.close) await hook()
  await Promise.all(Object.values(listeners).map(listener => listener.close()))
  await Promise.all(Object.values(servers).map(server => server.close()))
  await azurite.close()
  world.traffic.close()
  if (removeState) rmSync(world.stateDirectory, { recursive: true, force: true })
}
