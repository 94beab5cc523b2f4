import { GROUP_ID } from './fake-azure.ts'
import { bodyOf, failure, type FakeWire, type RecordedRequest, type Reply } from './fake-wire.ts'

export const VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/kv-chd`

interface Version {
  readonly value: string
  readonly contentType?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly attributes?: object
}

/** A key vault in memory: its resource, and secrets that can be set, read, deleted and recovered. */
export class FakeVault {
  /** Versions by the secret's name, the newest last. */
  readonly secrets = new Map<string, Version[]>()
  readonly deleted = new Set<string>()
  /** How often a secret that is being recovered is still not there. */
  recoveryTakes = 2
  refuses: Partial<Record<'GET' | 'PUT' | 'POST', Reply>> = {}

  constructor(wire: FakeWire, goesByRoles = true, inGroup = true) {
    const properties = { vaultUri: 'https://vault.example/', enableRbacAuthorization: goesByRoles }
    const resource = { id: VAULT_ID, name: 'kv-chd', properties }
    const arm = '^management\\.example/.*/Microsoft\\.KeyVault/vaults'
    wire.on('GET', new RegExp(`${arm}/[^/?]+\\?`), ({ url }) =>
      inGroup && url.pathname.endsWith('/kv-chd')
        ? { body: resource }
        : failure(404, 'ResourceNotFound', 'No.'),
    )
    wire.on('GET', new RegExp(`${arm}\\?`), { body: { value: [{ ...resource, name: 'other' }, resource] } })
    const data = (
      method: 'GET' | 'PUT' | 'POST',
      path: string,
      answer: (name: string, one: RecordedRequest) => Reply,
    ) =>
      wire.on(method, new RegExp(`^vault\\.example/${path}\\?api-version=7\\.4$`), request => {
        if (request.headers['authorization'] !== 'Bearer token-for-https://vault.azure.net/.default')
          return failure(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.')
        return this.refuses[method] ?? answer(request.url.pathname.split('/')[2] ?? '', request)
      })
    data('GET', 'secrets/[^/]+', name => this.#get(name))
    data('PUT', 'secrets/[^/]+', (name, request) => this.#set(name, bodyOf<Version>(request)))
    data('POST', 'deletedsecrets/[^/]+/recover', name => (this.deleted.delete(name), { body: {} }))
  }

  #get(name: string): Reply {
    const found = this.secrets.get(name)?.at(-1)
    const isHidden = this.deleted.has(name) || (this.#recovering(name) && this.recoveryTakes-- > 0)
    return !found || isHidden
      ? failure(404, 'SecretNotFound', 'It was not found in this key vault.')
      : { body: found }
  }

  #recovering(name: string): boolean {
    return this.#everDeleted.has(name) && !this.deleted.has(name)
  }

  readonly #everDeleted = new Set<string>()

  delete(name: string): void {
    this.deleted.add(name)
    this.#everDeleted.add(name)
  }

  #set(name: string, version: Version): Reply {
    if (this.deleted.has(name) || (this.#recovering(name) && this.recoveryTakes > 0))
      return vaultRefusal(
        409,
        'Conflict',
        'ObjectIsDeletedButRecoverable',
        `Secret ${name} is currently deleted.`,
      )
    this.secrets.set(name, [...(this.secrets.get(name) ?? []), version])
    return { body: version }
  }
}

export const vaultRefusal = (status: number, code: string, inner: string, message: string): Reply => ({
  status,
  body: { error: { code, message, innererror: { code: inner } } },
})
