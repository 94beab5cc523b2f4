import type { Log } from '../host/host.ts'
import { explain } from '../host/report.ts'
import type { Secret } from '../host/secret.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { findSecret, setSecret, type StoredSecret } from './secrets.ts'
import { openVault, type KeyVault } from './vault.ts'
import type { VaultInputs } from './vault-inputs.ts'

/** A vault that can be read, with the name of the secret that an endpoint's key will be. */
export interface KeyStore {
  readonly vault: KeyVault
  readonly secretName: string
}

/** Finds the vault and reads the secret, so that a vault that cannot be used is told before anything is changed. */
export async function openKeyStore(workspace: Workspace, inputs: VaultInputs): Promise<KeyStore> {
  const { keyVaultName, keyVaultSecretName: secretName } = inputs
  const vault = await openVault(workspace.session, workspace.resourceGroup, keyVaultName)
  const known = await findSecret(vault, secretName)
  if (known?.value) workspace.session.mask(known.value)
  return { vault, secretName }
}

/** A sentence for the plan. */
export const placeOf = ({ vault, secretName }: KeyStore): string =>
  `Key: kept in secret ${secretName} of key vault ${vault.name}.`

export interface EndpointKey {
  readonly endpoint: string
  /** Undefined: callers of the endpoint show a token of Entra. */
  readonly key: Secret | undefined
  readonly tags: Readonly<Record<string, string>>
}

const MOST_TAGS = 15

/**
 * Writes the key of an endpoint into its secret; no new version where it is there already. False where it could not be
 * written: by then the deployment serves, so that is told and no failure.
 */
export async function storeKey(
  { vault, secretName }: KeyStore,
  entry: EndpointKey,
  log: Log,
): Promise<boolean> {
  if (!entry.key) {
    log.warning(`Endpoint ${entry.endpoint} has no key to keep in a vault.`)
    return false
  }
  const value = entry.key.reveal()
  const place = `secret ${secretName} of key vault ${vault.name}`
  try {
    const known = await findSecret(vault, secretName)
    if (known?.value === value) {
      log.info(`The key of endpoint ${entry.endpoint} is ${place} already.`)
      return true
    }
    await setSecret(vault, secretName, {
      value,
      contentType: `Key of online endpoint ${entry.endpoint}`,
      tags: tagsOf(entry),
      attributes: expiryOf(known, vault.session.clock.now()),
    })
    log.info(`The key of endpoint ${entry.endpoint} is ${place} now.`)
    return true
  } catch (error) {
    if (vault.session.signal.aborted) throw error
    log.warning([`The service is there, but its key is not ${place}.`, ...explain(error)].join('\n'))
    return false
  }
}

const tagsOf = ({ endpoint, tags }: EndpointKey): Record<string, string> =>
  Object.fromEntries(Object.entries({ 'mlops.endpoint': endpoint, ...tags }).slice(0, MOST_TAGS))

/** An expiry that somebody gave the secret goes on for its new version, as long as it lies ahead. */
function expiryOf(known: StoredSecret | undefined, now: number): { exp?: number } {
  const exp = known?.attributes?.exp
  return exp !== undefined && exp * 1000 > now ? { exp } : {}
}
