import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AzurePlugin } from '../../../local/azure/core/world.ts'

/** One request of a task: before Azure acts on it, or when Azure has acted and the answer is not sent yet. */
export interface KillPoint {
  readonly when: 'before' | 'after'
  readonly method: string
  /** Matched against path and query. */
  readonly path: RegExp
  /** Which of the requests that match; default the first. */
  readonly nth?: number
}

/** A process that can be killed. */
export interface Victim {
  signal(name: NodeJS.Signals): void
  readonly ended: Promise<unknown>
}

interface Armed {
  readonly point: KillPoint
  readonly victim: () => Victim | undefined
  seen: number
}

/**
 * Kills a task in the middle of a request. Tasks that run side by side are told apart by the version of their agent,
 * which they send along.
 */
export class KillSwitch {
  readonly #armed = new Map<string, Armed>()
  readonly #struck = new WeakMap<FastifyRequest, Armed>()

  /** Goes before the services of local Azure. */
  readonly plugin: AzurePlugin = {
    name: 'kill switch',
    register: (_world, servers) => {
      for (const app of Object.values(servers)) {
        app.addHook('onRequest', async (request, reply) => this.#before(request, reply))
        app.addHook('onSend', async (request, _reply, payload) => {
          await this.#after(request)
          return payload
        })
      }
    },
  }

  arm(agent: string, point: KillPoint, victim: () => Victim | undefined): void {
    this.#armed.set(agent, { point, victim, seen: 0 })
  }

  /** So that the same agent's next task lives. */
  disarm(agent: string): void {
    this.#armed.delete(agent)
  }

  async #before(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const armed = this.#meet(request)
    if (armed?.point.when === 'after') this.#struck.set(request, armed)
    if (armed?.point.when !== 'before') return
    reply.hijack()
    await kill(armed)
    request.raw.socket.destroy()
  }

  async #after(request: FastifyRequest): Promise<void> {
    const armed = this.#struck.get(request)
    if (armed) await kill(armed)
  }

  #meet({ method, url, headers }: FastifyRequest): Armed | undefined {
    const agent = /\(agent ([^;]+);/.exec(headers['user-agent'] ?? '')?.[1]
    const armed = this.#armed.get(agent ?? '')
    if (armed?.point.method !== method || !armed.point.path.test(url)) return undefined
    armed.seen += 1
    return armed.seen === (armed.point.nth ?? 1) ? armed : undefined
  }
}

async function kill({ victim }: Armed): Promise<void> {
  const running = victim()
  running?.signal('SIGKILL')
  await running?.ended
}
