import { mkdirSync } from 'node:fs'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Azurite's blob service on loopback HTTP; only the front and the blobs port talk to it. */
export interface Azurite {
  /** `http://127.0.0.1:PORT/{account}` */
  url: string
  close(): Promise<void>
}

export interface AzuriteAccount {
  name: string
  /** Base64. */
  key: string
}

interface LokiDatabase {
  saveDatabase(done: (error?: unknown) => void): void
}

interface AccountStore {
  accounts: Record<string, { name: string; key1: Buffer }>
  refresh: () => void
}

interface BlobServer {
  accountDataStore: AccountStore
  httpServer: Server
  start(): Promise<void>
  close(): Promise<void>
  getHttpServerAddress(): string
  metadataStore: { db: LokiDatabase }
  extentMetadataStore: { db: LokiDatabase }
}

const require = createRequire(import.meta.url)

/** Starts the service over the files of this directory. */
export async function startAzurite(directory: string, account: AzuriteAccount): Promise<Azurite> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const server = createBlobServer(directory)
  giveAccount(server.accountDataStore, account)
  await server.start()
  const stopSaving = saveAfterWrites(server)
  return {
    url: `${server.getHttpServerAddress()}/${account.name}`,
    async close() {
      await stopSaving()
      await server.close()
    },
  }
}

/**
 * Azurite reads its accounts from the environment, again every minute; an environment is shared by all
 * instances of a process and inherited by the jobs that it starts, so each instance is told its own.
 */
function giveAccount(store: AccountStore, { name, key }: AzuriteAccount): void {
  store.refresh = () => {
    store.accounts = { [name]: { name, key1: Buffer.from(key, 'base64') } }
  }
}

/** Azurite writes its metadata every five seconds only; this loses a fraction of a second on SIGKILL. */
const SAVE_WITHIN_MILLISECONDS = 200

function saveAfterWrites(server: BlobServer): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let saving = Promise.resolve()
  const save = async () => {
    timer = undefined
    await saveDatabase(server.extentMetadataStore.db)
    await saveDatabase(server.metadataStore.db)
  }
  const schedule = () => {
    timer ??= setTimeout(() => {
      saving = saving.then(save).catch((error: unknown) => console.error(error))
    }, SAVE_WITHIN_MILLISECONDS)
  }
  server.httpServer.on('request', (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') response.on('finish', schedule)
  })
  return async () => {
    clearTimeout(timer)
    await saving
  }
}

/** Azurite publishes no entry for use in a program; these are the modules that its own commands use. */
function createBlobServer(directory: string): BlobServer {
  const { default: Configuration } = require('azurite/dist/src/blob/BlobConfiguration.js') as {
    default: new (...options: unknown[]) => object
  }
  const { default: Server } = require('azurite/dist/src/blob/BlobServer.js') as {
    default: new (configuration: object) => BlobServer
  }
  const extents = [{ locationId: 'Default', locationPath: join(directory, 'extents'), maxConcurrency: 50 }]
  const [keepAliveSeconds, accessLog, debugLog, loose, skipApiVersionCheck] = [30, false, false, false, true]
  return new Server(
    new Configuration(
      '127.0.0.1',
      0,
      keepAliveSeconds,
      join(directory, 'blobs.json'),
      join(directory, 'extents.json'),
      extents,
      accessLog,
      undefined,
      debugLog,
      undefined,
      loose,
      skipApiVersionCheck,
    ),
  )
}

function saveDatabase(database: LokiDatabase): Promise<void> {
  return new Promise((resolve, reject) => {
    database.saveDatabase(error =>
      error ? reject(new Error('Azurite could not save', { cause: error })) : resolve(),
    )
  })
}
