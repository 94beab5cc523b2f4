import type { InputReader } from '../host/input-reader.ts'

/** Where a key is kept beside the secret output. */
export interface VaultInputs {
  readonly keyVaultName: string
  readonly keyVaultSecretName: string
}

const VAULT = {
  pattern: /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/,
  expected: 'the name of a key vault (3 to 24 letters, digits and single hyphens, a letter first)',
}
const SECRET = {
  pattern: /^[0-9a-zA-Z-]{1,127}$/,
  expected: 'the name of a secret (at most 127 letters, digits and hyphens)',
}

/** Undefined where no vault is named. The secret is called after the endpoint where it has no name of its own. */
export function readVaultInputs(read: InputReader, endpointName: string): VaultInputs | undefined {
  const keyVaultName = read.text('keyVaultName', VAULT)
  const keyVaultSecretName = read.text('keyVaultSecretName', SECRET)
  if (keyVaultName === undefined) {
    if (keyVaultSecretName !== undefined)
      read.reject('keyVaultName', 'a vault is required for the secret that keyVaultSecretName names.')
    return undefined
  }
  return { keyVaultName, keyVaultSecretName: keyVaultSecretName ?? `${endpointName}-key` }
}

/** A token ends after hours; in a vault it would look like a key that works. */
export function rejectTokens(read: InputReader, vault: VaultInputs | undefined, authMode: string): void {
  if (vault && authMode !== 'key')
    read.reject('keyVaultName', `an endpoint with authMode ${authMode} has no key to keep in a vault.`)
}
