import { join } from 'node:path'
import { type Azurite, startAzurite } from '../storage/azurite.ts'
import { createBlobs } from '../storage/azurite-blobs.ts'
import { type Certificates, loadCertificates } from './certificates.ts'
import { createClock } from './clock.ts'
import { createFaults } from './faults.ts'
import { fileJournal, readJournal } from './journal.ts'
import { type Listeners, endpointsOf, listenAll } from './listeners.ts'
import { OperationTable } from './operation-table.ts'
import { createPace } from './pace.ts'
import { createServer } from './server.ts'
import { type Settings, loadSettings, saveSettings, serverNames } from './settings.ts'
import { loadSigningKey } from './signing-key.ts'
import { createStore } from './store.ts'
import { createTokens } from './tokens.ts'
import { createTraffic } from './traffic.ts'
import type { AzureConfig, Servers, World } from './world.ts'

export interface WorldOptions {
  stateDirectory: string
  /** First of nine ports; default: those of last time, else free ones. */
  port?: number
  har?: string
  config?: Partial<AzureConfig>
}

type Hook = () => Promise<void> | void

/** What services registered, in the order in which it runs. */
export interface Hooks {
  ready: Hook[]
  close: Hook[]
  reset: Hook[]
}

/** A world with its servers listening but without services. */
export interface BareWorld {
  world: World
  servers: Servers
  listeners: Listeners
  azurite: Azurite
  hooks: Hooks
}

export async function createWorld(options: WorldOptions): Promise<BareWorld> {
  const { stateDirectory } = options
  const settings = loadSettings(stateDirectory)
  const certificates = await loadCertificates(stateDirectory)
  const listeners = await listenAll(certificates, settings, options.port)
  saveSettings(stateDirectory, settings)
  const { storageAccount: name, storageAccountKey: key } = settings
  const azurite = await startAzurite(join(stateDirectory, 'blobs'), { name, key })
  const hooks: Hooks = { ready: [], close: [], reset: [] }
  const world = await assemble(options, { settings, certificates, azurite, hooks })
  const servers = Object.fromEntries(
    serverNames.map(server => [server, createServer(server, listeners[server], world)]),
  ) as Servers
  return { world, servers, listeners, azurite, hooks }
}

interface Parts {
  settings: Settings
  certificates: Certificates
  azurite: Azurite
  hooks: Hooks
}

async function assemble(options: WorldOptions, parts: Parts): Promise<World> {
  const { stateDirectory } = options
  const { settings, azurite, certificates, hooks } = parts
  const config = { ...defaultConfig(), ...options.config }
  const endpoints = endpointsOf(settings)
  const clock = createClock()
  const base = { settings, config, stateDirectory, endpoints, certificates, clock }
  const journal = join(stateDirectory, 'journal.jsonl')
  const store = createStore(fileJournal(journal), readJournal(journal))
  const [faults, pace, traffic] = [createFaults(), createPace(clock), createTraffic(options.har)]
  const { workspaceId } = settings
  const locationUrl = `${endpoints.resourceManager}${armIds(settings).location}`
  return {
    ...base,
    ...{ store, faults, pace, traffic },
    workspaceArmId: armIds(settings).workspace,
    tokens: createTokens(await loadSigningKey(stateDirectory, 'entra'), clock, {
      activeDirectory: endpoints.activeDirectory,
      tenantId: settings.tenantId,
      lifetimeSeconds: () => config.tokenLifetimeSeconds,
    }),
    operations: new OperationTable({ clock, store, pace, faults, workspaceId, locationUrl }),
    blobs: createBlobs({ settings, clock, front: endpoints.blob, azurite: azurite.url }),
    mfe: () => ({ location: settings.location, time: clock.now() }),
    onReady: hook => void hooks.ready.push(hook),
    onClose: hook => void hooks.close.unshift(hook),
    onReset: hook => void hooks.reset.push(hook),
  }
}

const defaultConfig = (): AzureConfig => ({
  tokenLifetimeSeconds: 3600,
  accountKey: false,
  data: {},
  registryTasks: true,
  roleAssignmentMode: 'LegacyRegistryPermissions',
  imageBuilder: 'auto',
  takenEndpointNames: [],
})

function armIds({ subscriptionId, resourceGroup, workspace, location }: Settings) {
  const provider = 'providers/Microsoft.MachineLearningServices'
  const subscription = `/subscriptions/${subscriptionId}`
  return {
    workspace: `${subscription}/resourceGroups/${resourceGroup}/${provider}/workspaces/${workspace}`,
    location: `${subscription}/${provider}/locations/${location}`,
  }
}
