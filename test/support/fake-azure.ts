import type { AzureSession } from '../../tasks/common/azure/session.ts'
import { openSession } from '../../tasks/common/azure/session.ts'
import { openWorkspace } from '../../tasks/common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../tasks/common/machinelearning/workspace/workspace.ts'
import type { RawConnection } from '../../tasks/common/host/host.ts'
import { FakeHost, InstantClock, type FakeHostOptions } from './fake-host.ts'
import { FakeWire } from './fake-wire.ts'

export const SUBSCRIPTION = '00000000-0000-0000-0000-00000000000a'
export const TENANT = '00000000-0000-0000-0000-00000000000b'
export const CLIENT = '00000000-0000-0000-0000-00000000000c'
export const GROUP_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-mlops`
export const WORKSPACE_ID = `${GROUP_ID}/providers/Microsoft.MachineLearningServices/workspaces/ws-mlops`
export const CANARY = 'canary.example'

/** Tokens say whom they are for, so that a test sees where each went. */
export const TOKENS = {
  ResourceManager: 'token-for-https://management.azure.com/.default',
  MachineLearning: 'token-for-https://ml.azure.com/.default',
  Storage: 'token-for-https://storage.azure.com/.default',
  Vault: 'token-for-https://vault.azure.net/.default',
} as const

export interface FakeAzureOptions extends FakeHostOptions {
  readonly connection?: Partial<FakeConnection>
}

export interface FakeConnection {
  readonly scheme: string
  readonly url: string
  readonly parameters: Readonly<Record<string, string>>
  readonly data: Readonly<Record<string, string>>
}

export interface FakeAzure {
  readonly wire: FakeWire
  readonly host: FakeHost
  readonly clock: InstantClock
  session(): AzureSession
  workspace(): Promise<Workspace>
}

/** The library's own session and doors over a wire in memory: a workspace that signs in and opens, and no more. */
export function fakeAzure(options: FakeAzureOptions = {}): FakeAzure {
  const wire = new FakeWire()
  answerSignIn(wire)
  answerWorkspace(wire)
  const clock = new InstantClock()
  const host = new FakeHost({
    clock,
    ...options,
    connections: { azure: connectionOf(options.connection), ...options.connections },
    network: { wire, ...options.network },
  })
  const session = (): AzureSession => openSession(host, 'azure')
  const workspace = (): Promise<Workspace> =>
    openWorkspace(session(), { resourceGroup: 'rg-mlops', name: 'ws-mlops' })
  return { wire, host, clock, session, workspace }
}

const PRINCIPAL = { tenantid: TENANT, serviceprincipalid: CLIENT, serviceprincipalkey: 'the-client-secret' }
const DATA = {
  environment: 'AzureCloud',
  subscriptionid: SUBSCRIPTION,
  activeDirectoryAuthority: 'https://login.example/',
}

export function connectionOf(connection: Partial<FakeConnection> = {}): RawConnection {
  const parameters: Readonly<Record<string, string>> = connection.parameters ?? PRINCIPAL
  const data: Readonly<Record<string, string>> = { ...DATA, ...connection.data }
  return {
    id: 'azure',
    url: connection.url ?? 'https://management.example/',
    scheme: connection.scheme ?? 'ServicePrincipal',
    parameter: name => parameters[name] || undefined,
    data: name => data[name] || undefined,
  }
}

function answerSignIn(wire: FakeWire): void {
  wire.on('GET', /^login\.example\/.*openid-configuration/, {
    body: {
      issuer: `https://login.example/${TENANT}/v2.0`,
      authorization_endpoint: `https://login.example/${TENANT}/oauth2/v2.0/authorize`,
      token_endpoint: `https://login.example/${TENANT}/oauth2/v2.0/token`,
      jwks_uri: `https://login.example/${TENANT}/discovery/v2.0/keys`,
    },
  })
  wire.on('POST', /^login\.example\/.*\/oauth2\/v2\.0\/token/, request => {
    const scope = new URLSearchParams(request.body.toString()).get('scope')?.split(' ')[0]
    return { body: { token_type: 'Bearer', expires_in: 3600, access_token: `token-for-${scope}` } }
  })
}

/** What the workspace tells of itself; `changes` overrides its properties. */
export function answerWorkspace(
  wire: FakeWire,
  changes: Readonly<Record<string, string>> = {},
  discovery: object = { api: 'https://dataplane.example' },
): void {
  wire.on('GET', /^management\.example\/.*\/workspaces\/ws-mlops\?/i, {
    body: {
      id: WORKSPACE_ID,
      name: 'ws-mlops',
      location: 'westeurope',
      properties: {
        discoveryUrl: 'https://discovery.example/discovery',
        mlFlowTrackingUri: `azureml://dataplane.example/mlflow/v1.0${WORKSPACE_ID}`,
        ...changes,
      },
    },
  })
  wire.on('GET', /^(discovery|canary)\.example\/discovery/, { body: discovery })
}

/** A blob data store; the account's key is asked for only where `credentialsType` is AccountKey. */
export function answerDatastore(
  wire: FakeWire,
  name: string,
  changes: Readonly<Record<string, unknown>> = {},
): void {
  wire.on('GET', new RegExp(`^management\\.example/.*/datastores/${name}\\?`), {
    body: {
      id: `${WORKSPACE_ID}/datastores/${name}`,
      name,
      properties: {
        datastoreType: 'AzureBlob',
        accountName: 'account',
        containerName: `container-of-${name}`,
        endpoint: 'storage.example',
        protocol: 'https',
        credentials: { credentialsType: 'None' },
        ...changes,
      },
    },
  })
}
