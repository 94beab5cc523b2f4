import { newHex } from '../core/ids.ts'
import type { World } from '../core/world.ts'
import { vaultUri, type VaultDocument } from './vault-document.ts'

/** Times are epoch seconds. */
export interface Attributes {
  enabled: boolean
  created: number
  updated: number
  exp?: number
  nbf?: number
}

export interface SecretVersion {
  version: string
  value: string
  contentType?: string
  tags?: Record<string, string>
  attributes: Attributes
}

/** A secret with all its versions, the newest last. */
export interface SecretDocument {
  id: string
  name: string
  versions: SecretVersion[]
  /** Epoch seconds; undefined while it is there. */
  deletedAt?: number
}

export const secretsOf = (world: World) => world.store.collection<SecretDocument>('vaultSecrets')

export const secretId = (vault: VaultDocument, name: string): string => `${vault.id}/secrets/${name}`

const RECOVERY = { recoveryLevel: 'Recoverable+Purgeable', recoverableDays: 90 }
const DAYS = 24 * 3600

export interface NewVersion {
  value: string
  contentType?: string | null
  tags?: Record<string, string> | null
  attributes?: { enabled?: boolean; exp?: number; nbf?: number } | null
}

export function newVersion(
  world: World,
  { value, contentType, tags, attributes }: NewVersion,
): SecretVersion {
  const now = Math.floor(world.clock.now().getTime() / 1000)
  const { enabled = true, exp, nbf } = attributes ?? {}
  return {
    version: newHex(32),
    value,
    ...(contentType && { contentType }),
    ...(tags && { tags }),
    attributes: { enabled, created: now, updated: now, ...(exp && { exp }), ...(nbf && { nbf }) },
  }
}

/** A version as the service shows it; lists show it without its value. */
export function renderVersion(
  world: World,
  vault: VaultDocument,
  name: string,
  { version, value, attributes, ...rest }: SecretVersion,
  withValue = true,
): object {
  return {
    ...(withValue && { value }),
    id: `${vaultUri(world, vault.name)}secrets/${name}/${version}`,
    attributes: { ...attributes, ...RECOVERY },
    ...rest,
  }
}

export function renderDeleted(world: World, vault: VaultDocument, secret: SecretDocument): object {
  const last = secret.versions.at(-1)
  const { deletedAt = 0, name } = secret
  return {
    recoveryId: `${vaultUri(world, vault.name)}deletedsecrets/${name}`,
    deletedDate: deletedAt,
    scheduledPurgeDate: deletedAt + RECOVERY.recoverableDays * DAYS,
    ...(last && renderVersion(world, vault, name, last, false)),
  }
}
