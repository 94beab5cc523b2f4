import { asAzureError } from '../azure/attempt.ts'
import type { Answer, Call } from '../azure/authenticated-door.ts'
import { TaskError } from '../errors.ts'
import { explainVaultError } from './explain-vault-error.ts'
import type { KeyVault } from './vault.ts'

const SECRETS_API = '7.4'
const RECOVERED_IN_MILLISECONDS = 120_000
const LOOK_AGAIN = 2000

/** The newest version of a secret. */
export interface StoredSecret {
  readonly value?: string
  readonly contentType?: string
  /** Epoch seconds. */
  readonly attributes?: { readonly exp?: number; readonly nbf?: number }
}

export interface NewSecret {
  readonly value: string
  readonly contentType: string
  readonly tags: Readonly<Record<string, string>>
  readonly attributes: { readonly exp?: number }
}

/** Undefined where there is none to read: it never was, was deleted, or is disabled. */
export async function findSecret(vault: KeyVault, name: string): Promise<StoredSecret | undefined> {
  try {
    return (await send<StoredSecret>(vault, 'GET', `secrets/${name}`)).body
  } catch (error) {
    const refusal = asAzureError(error)
    if (refusal?.codes.some(code => code === 'SecretNotFound' || code === 'SecretDisabled')) return undefined
    throw explainVaultError(`Reading secret ${name} of key vault ${vault.name}`, vault, error)
  }
}

/** Adds a version. A secret of that name that was deleted, and can be recovered, is recovered first. */
export async function setSecret(vault: KeyVault, name: string, secret: NewSecret): Promise<void> {
  const what = `Writing secret ${name} of key vault ${vault.name}`
  const put = (): Promise<unknown> => send(vault, 'PUT', `secrets/${name}`, { body: secret })
  try {
    await put().catch(async (error: unknown) => {
      if (!asAzureError(error)?.codes.includes('ObjectIsDeletedButRecoverable')) throw error
      await recover(vault, name)
      await put()
    })
  } catch (error) {
    throw explainVaultError(what, vault, error)
  }
}

/** Recovering takes the service some seconds, in which the name is still refused. */
async function recover(vault: KeyVault, name: string): Promise<void> {
  const { log, clock, signal } = vault.session
  log.info(`Secret ${name} of key vault ${vault.name} was deleted; recovering it to give it a new version.`)
  await send(vault, 'POST', `deletedsecrets/${name}/recover`, { repeatable: true })
  for (const end = clock.now() + RECOVERED_IN_MILLISECONDS; clock.now() < end;) {
    const { status } = await send(vault, 'GET', `secrets/${name}`, { accept: [403, 404] })
    if (status !== 404) return
    await clock.sleep(LOOK_AGAIN, signal)
  }
  throw new TaskError(`The deleted secret ${name} of key vault ${vault.name} was not recovered in time.`, {
    remedy: `Run again later, or recover it by hand: az keyvault secret recover --vault-name ${vault.name} --name ${name}`,
  })
}

const send = <T>(
  { session, uri }: KeyVault,
  method: Call['method'],
  path: string,
  rest: Partial<Call> = {},
): Promise<Answer<T>> =>
  session.door.send<T>('Vault', { method, url: `${uri}${path}?api-version=${SECRETS_API}`, ...rest })
