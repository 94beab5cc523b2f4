import { attempt, orNotFound } from '../azure/attempt.ts'
import { listAll } from '../azure/list-all.ts'
import { resourceUrl } from '../azure/resource-manager.ts'
import type { AzureSession } from '../azure/session.ts'
import { TaskError } from '../errors.ts'

const VAULT_API = '2023-07-01'
const TYPE = 'providers/Microsoft.KeyVault/vaults'

/** A key vault that was found; its address is what Azure told. */
export interface KeyVault {
  readonly session: AzureSession
  /** ARM id, beginning with a slash. */
  readonly id: string
  readonly name: string
  /** With a slash at its end. */
  readonly uri: string
  readonly goesByRoles: boolean
}

interface VaultResource {
  readonly id: string
  readonly name: string
  readonly properties: { readonly vaultUri?: string; readonly enableRbacAuthorization?: boolean | null }
}

/** Looks in the resource group first, then in the whole subscription. Lets tokens for vaults go to its address. */
export async function openVault(
  session: AzureSession,
  resourceGroup: string,
  name: string,
): Promise<KeyVault> {
  const found = await attempt(`Reading key vault ${name}`, () => findVault(session, resourceGroup, name))
  const address = found?.properties.vaultUri
  if (!found || !address) throw noVault(name)
  session.table.allow('Vault', address)
  return {
    session,
    id: found.id,
    name: found.name,
    uri: address.endsWith('/') ? address : `${address}/`,
    goesByRoles: found.properties.enableRbacAuthorization ?? false,
  }
}

async function findVault(
  session: AzureSession,
  resourceGroup: string,
  name: string,
): Promise<VaultResource | undefined> {
  const subscription = `/subscriptions/${session.connection.subscriptionId}`
  const near = resourceUrl(
    session,
    `${subscription}/resourceGroups/${resourceGroup}/${TYPE}/${name}`,
    {},
    VAULT_API,
  )
  const beside = await orNotFound(() =>
    session.door.send<VaultResource>('ResourceManager', { method: 'GET', url: near }),
  )
  if (beside) return beside.body
  const all = await listAll<VaultResource>(
    session,
    resourceUrl(session, `${subscription}/${TYPE}`, {}, VAULT_API),
  )
  return all.find(one => one.name.toLowerCase() === name.toLowerCase())
}

const noVault = (name: string): TaskError =>
  new TaskError(`The subscription has no key vault ${name} that the service connection can see.`, {
    cause: 'The name is another, the vault lies in another subscription, or the identity may not read it.',
    remedy: 'Correct keyVaultName, or grant the identity of the service connection Reader on the vault.',
  })
