import { cloudOf, type Cloud } from '../auth/clouds.ts'
import { credentialOf } from '../auth/credential.ts'
import { explained } from '../auth/explain-sign-in-error.ts'
import { requestOidcToken } from '../auth/oidc-token.ts'
import { readServiceConnection, type ServiceConnection } from '../auth/service-connection.ts'
import { cached } from '../auth/token-cache.ts'
import type { Clock } from '../clock.ts'
import type { Host, Log } from '../host/host.ts'
import type { Secret } from '../host/secret.ts'
import { AnonymousDoor } from './anonymous-door.ts'
import { AudienceTable } from './audience-table.ts'
import { AuthenticatedDoor } from './authenticated-door.ts'
import { openNetwork } from './network.ts'
import { RegistryDoor } from './registry-door.ts'

/** A signed-in connection to Azure: the two doors and what the operations around them need. */
export interface AzureSession {
  readonly connection: ServiceConnection
  readonly door: AuthenticatedDoor
  readonly anonymous: AnonymousDoor
  /** The door to container registries that the table lists. */
  readonly registries: RegistryDoor
  readonly table: AudienceTable
  readonly log: Log
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Masks a value in the log, and wraps it. */
  mask(value: string): Secret
}

/** Reads the connection and opens both doors. The first token is fetched by the first call, not here. */
export function openSession(
  host: Host,
  connectionId: string,
  signal: AbortSignal = host.signal,
): AzureSession {
  const connection = readServiceConnection(host, connectionId)
  const network = openNetwork({ settings: host.network, log: host.log, clock: host.clock })
  const table = new AudienceTable()
  table.allow('ResourceManager', connection.resourceManagerUrl)
  const assertion = (): Promise<string> => requestOidcToken(host, network, table, connection.id)
  const credential = cached(
    explained(connection, host, assertion, fresh => credentialOf(connection, network, fresh)),
    host.clock,
  )
  const scopes = scopesIn(cloudOf(connection.environment))
  const door = new AuthenticatedDoor({ network, table, credential, scopes, signal })
  const anonymous = new AnonymousDoor(network, signal)
  const registries = new RegistryDoor({
    network,
    table,
    signal,
    clock: host.clock,
    azureToken: () => credential.getToken(scopes.ResourceManager, { abortSignal: signal }),
    mask: value => host.secret(value),
    tenantId: connection.tenantId,
  })
  return {
    connection,
    door,
    anonymous,
    registries,
    table,
    log: host.log,
    clock: host.clock,
    signal,
    mask: value => host.secret(value),
  }
}

const scopesIn = (cloud: Cloud) => ({
  ResourceManager: `${cloud.resourceManager}/.default`,
  MachineLearning: `${cloud.machineLearning}/.default`,
  Storage: `${cloud.storage}/.default`,
  Vault: `${cloud.vault}/.default`,
  Monitor: `${cloud.monitor}/.default`,
})
