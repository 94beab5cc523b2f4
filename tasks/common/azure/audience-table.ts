import { TaskError } from '../errors.ts'

/**
 * Who a token is for. `AgentToken` is the job's own System.AccessToken; `Registry` stands for a container registry: the
 * token for Azure that is exchanged there, and the tokens that come out of that.
 */
export type Audience = 'ResourceManager' | 'MachineLearning' | 'Storage' | 'Vault' | 'Registry' | 'AgentToken'

/**
 * Which hosts each audience's token may be sent to. Hosts are learnt from the connection and from answers of Azure
 * (discovery, data stores), never composed. Everything outside its row is refused, also as nextLink or Location.
 */
export class AudienceTable {
  readonly #rows = new Map<Audience, Set<string>>()

  /** Adds the origin of `url` (scheme, host, port) to the row of `audience`. */
  allow(audience: Audience, url: string): void {
    const row = this.#rows.get(audience) ?? new Set<string>()
    this.#rows.set(audience, row.add(new URL(url).origin))
  }

  /** Throws unless a token of `audience` may go to `url`. */
  check(audience: Audience, url: string): void {
    const { origin, protocol } = new URL(url)
    if (protocol === 'https:' && this.#rows.get(audience)?.has(origin)) return
    throw new TaskError(`Refused to send a ${audience} token to ${origin}.`, {
      cause: 'An answer pointed to a host that does not belong to this Azure connection.',
      remedy:
        'Check the service connection and the workspace; if both are right, report this as a security issue.',
    })
  }
}
