import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newGuid, newHex } from './ids.ts'

/** What a local Azure is born with and keeps over restarts: identities, names, secrets, ports. */
export interface Settings {
  tenantId: string
  clientId: string
  clientSecret: string
  objectId: string
  subscriptionId: string
  subscriptionName: string
  resourceGroup: 'rg-mlops'
  workspace: 'ws-mlops'
  workspaceId: string
  location: string
  storageAccount: string
  /** Base64, 64 bytes. */
  storageAccountKey: string
  /** Signs user-delegation SAS. Base64. */
  delegationSecret: string
  organizationId: string
  serviceConnectionId: string
  /** The second connection, of scheme ServicePrincipal. */
  secretConnectionId: string
  controlToken: string
  ports: Partial<Record<ServerName, number>>
  /** Of the scoring gateway without TLS, as a cluster that allows insecure connections has it. */
  insecureScoringPort?: number
  createdAt: string
}

/** The servers of Azure, and the one that controls them. */
export type ServerName =
  | 'resourceManager'
  | 'activeDirectory'
  | 'dataPlane'
  | 'blob'
  | 'devops'
  | 'control'
  | 'registry'
  | 'scoring'
  | 'vault'

export const serverNames: ServerName[] = [
  'resourceManager',
  'activeDirectory',
  'dataPlane',
  'blob',
  'devops',
  'control',
  'registry',
  'scoring',
  'vault',
]

/** Reads `settings.json` of a state directory, or invents everything and writes it (owner-readable only). */
export function loadSettings(stateDirectory: string): Settings {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 })
  const file = join(stateDirectory, 'settings.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Settings
  const settings = newSettings()
  saveSettings(stateDirectory, settings)
  return settings
}

export function saveSettings(stateDirectory: string, settings: Settings): void {
  writeFileSync(join(stateDirectory, 'settings.json'), JSON.stringify(settings, null, 2), { mode: 0o600 })
}

function newSettings(): Settings {
  return {
    tenantId: newGuid(),
    clientId: newGuid(),
    clientSecret: randomBytes(30).toString('base64url'),
    objectId: newGuid(),
    subscriptionId: newGuid(),
    subscriptionName: 'Local Azure',
    resourceGroup: 'rg-mlops',
    workspace: 'ws-mlops',
    workspaceId: newGuid(),
    location: 'westeurope',
    storageAccount: `wsmlops${newHex(10)}`,
    storageAccountKey: randomBytes(64).toString('base64'),
    delegationSecret: randomBytes(32).toString('base64'),
    organizationId: newGuid(),
    serviceConnectionId: newGuid(),
    secretConnectionId: newGuid(),
    controlToken: randomBytes(24).toString('base64url'),
    ports: {},
    createdAt: new Date().toISOString(),
  }
}
