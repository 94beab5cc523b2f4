import { join } from 'node:path'
import type { Azurite } from '../storage/azurite.ts'
import { startAzurite } from '../storage/azurite.ts'
import { createBlobs } from '../storage/azurite-blobs.ts'
import { loadCertificates } from './certificates.ts'
import { createClock } from './clock.ts'
import { createFaults } from './faults.ts'
import { fileJournal, readJournal } from './journal.ts'
import { type Listener, listen } from './listen.ts'
import { createOperations } from './operations.ts'
import { createPace } from './pace.ts'
import { createServer } from './server.ts'
import { type ServerName, type Settings, loadSettings, saveSettings, serverNames } from './settings.ts'
import { loadSigningKey } from './signing-key.ts'
import { createStore } from './store.ts'
import { createTokens } from './tokens.ts'
import { createTraffic } from './traffic.ts'
import type { AzureConfig, Servers, World } from './world.ts'

export interface WorldOptions {
  stateDirectory: string
  /** First of six ports; default: those of last time, else free ones. */
  port?: number
  har?: string
  config?: Partial<AzureConfig>
}

type Hook = () => Promise<void> | void

/** A world with its servers listening but without services. */
export interface BareWorld {
  world: World
  servers: Servers
  listeners: Record<ServerName, Listener>
  azurite: Azurite
  hooks: { ready: Hook[]; close: Hook[]; reset: Hook[] }
}

export async function createWorld(options: WorldOptions): Promise<BareWorld> {
  const { stateDirectory } = options
  const settings = loadSettings(stateDirectory)
  const config: AzureConfig = { tokenLifetimeSeconds: 3600, accountKey: false, data: {}, ...options.config }
  const certificates = await loadCertificates(stateDirectory)
  const listeners = await listenAll(certificates, settings, options.port)
  saveSettings(stateDirectory, settings)
  const endpoints = endpointsOf(settings)
  const clock = createClock()
  const journalFile = join(stateDirectory, 'journal.jsonl')
  const store = createStore(fileJournal(journalFile), readJournal(journalFile))
  const faults = createFaults()
  const pace = createPace(clock)
  const traffic = createTraffic(options.har)
  const azurite = await startAzurite(join(stateDirectory, 'blobs'), {
    name: settings.storageAccount,
    key: settings.storageAccountKey,
  })
  const hooks: BareWorld['hooks'] = { ready: [], close: [], reset: [] }
  const { subscriptionId, workspaceId, location } = settings
  const workspaceArmId = `/subscriptions/${subscriptionId}/resourceGroups/${settings.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${settings.workspace}`
  const locationUrl = () =>
    `${endpoints.resourceManager}/subscriptions/${subscriptionId}/providers/Microsoft.MachineLearningServices/locations/${location}`
  const world: World = {
    settings,
    config,
    stateDirectory,
    endpoints,
    certificates,
    clock,
    store,
    pace,
    faults,
    traffic,
    workspaceArmId,
    tokens: createTokens(await loadSigningKey(stateDirectory, 'entra'), clock, {
      activeDirectory: () => endpoints.activeDirectory,
      tenantId: settings.tenantId,
      lifetimeSeconds: () => config.tokenLifetimeSeconds,
    }),
    operations: createOperations({ clock, store, pace, faults, workspaceId, locationUrl }),
    blobs: createBlobs({ settings, clock, front: () => endpoints.blob, azurite: azurite.url }),
    mfe: () => ({ location, time: clock.now() }),
    onReady: hook => void hooks.ready.push(hook),
    onClose: hook => void hooks.close.unshift(hook),
    onReset: hook => void hooks.reset.push(hook),
  }
  const servers = Object.fromEntries(
    serverNames.map(name => [name, createServer(name, listeners[name], { faults, traffic })]),
  ) as Servers
  return { world, servers, listeners, azurite, hooks }
}

async function listenAll(
  certificates: Parameters<typeof listen>[0],
  settings: Settings,
  first?: number,
): Promise<Record<ServerName, Listener>> {
  const listeners: Partial<Record<ServerName, Listener>> = {}
  for (const [index, name] of serverNames.entries()) {
    const listener = await listen(certificates, first === undefined ? settings.ports[name] : first + index)
    settings.ports[name] = listener.port
    listeners[name] = listener
  }
  return listeners as Record<ServerName, Listener>
}

function endpointsOf({ ports }: Settings): World['endpoints'] {
  const origin = (name: ServerName) => `https://localhost:${ports[name]}`
  return {
    resourceManager: origin('resourceManager'),
    activeDirectory: origin('activeDirectory'),
    dataPlane: origin('dataPlane'),
    blob: origin('blob'),
    devops: `${origin('devops')}/mlops`,
  }
}
