import type { FastifyInstance } from 'fastify'
import type { AzureEndpoints } from '../description.ts'
import type { Blobs } from './blobs.ts'
import type { Certificates } from './certificates.ts'
import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'
import type { MfeContext } from './mfe-errors.ts'
import type { Operations } from './operations.ts'
import type { Pace } from './pace.ts'
import type { ServerName, Settings } from './settings.ts'
import type { Store } from './store.ts'
import type { Tokens } from './tokens.ts'
import type { Traffic } from './traffic.ts'

/** What may differ from one local Azure to the next. */
export interface AzureConfig {
  /** Life of an Entra access token. */
  tokenLifetimeSeconds: number
  /** True: the storage account allows shared keys and datastores have AccountKey credentials. */
  accountKey: boolean
  /** URL prefix -> directory: stands in for remote data that a job names. */
  data: Record<string, string>
  /** False: the registry refuses builds, as it does for subscriptions that Microsoft has not cleared. */
  registryTasks: boolean
  /** How the registry reads role assignments; with `Abac...` a build has no access unless it names an identity. */
  roleAssignmentMode: 'LegacyRegistryPermissions' | 'AbacRepositoryPermissions'
  /** `auto`: buildah, podman or docker where one answers, else local Azure's own builder. */
  imageBuilder: 'auto' | 'own' | 'engine'
  /** Endpoint names that other workspaces of the region have taken. */
  takenEndpointNames: string[]
}

/** Everything that the services of one local Azure share. */
export interface World {
  readonly settings: Settings
  readonly config: AzureConfig
  readonly stateDirectory: string
  readonly endpoints: AzureEndpoints
  readonly certificates: Certificates
  readonly clock: Clock
  readonly store: Store
  readonly tokens: Tokens
  readonly pace: Pace
  readonly faults: Faults
  readonly operations: Operations
  readonly blobs: Blobs
  readonly traffic: Traffic
  /** ARM id of `ws-mlops`. */
  readonly workspaceArmId: string
  /** Location and time for the front end's errors. */
  mfe: () => MfeContext
  /** Runs when local Azure closes, last registered first; a service ends its processes here. */
  onClose(close: () => Promise<void> | void): void
  /** Runs after a restart's replay and before the first request, in order of registration. */
  onReady(ready: () => Promise<void> | void): void
  /** Runs on the control API's reset, after the store was emptied: seed again, kill processes. */
  onReset(reset: () => Promise<void> | void): void
}

export type Servers = Record<ServerName, FastifyInstance>

/** A service of local Azure: registers its routes on the servers. Called once, before they answer. */
export interface AzurePlugin {
  name: string
  register(world: World, servers: Servers): void | Promise<void>
}
