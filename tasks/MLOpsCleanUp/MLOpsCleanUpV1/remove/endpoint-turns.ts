import { held, tryToTake } from '../../../common/rollout/lock/take-endpoint.ts'
import { noLock } from '../../../common/rollout/lock/endpoint-lock.ts'
import type { Holder } from '../../../common/rollout/lock/record.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Item } from '../plan/item.ts'
import type { Objection } from './look-again.ts'

/**
 * Changes of endpoints, made only where no roll-out is under way: while the new deployment is watched, the old one has no
 * traffic and is what the roll-out goes back to.
 */
export class EndpointTurns {
  readonly #workspace: Workspace
  readonly #holder: Holder
  /** Storage lets this connection lock nothing, which was told once. */
  #isDenied = false

  constructor(workspace: Workspace, holder: Holder) {
    this.#workspace = workspace
    this.#holder = holder
  }

  /** Does the work with the endpoint of the item locked, where it has one; else answers who works there. */
  async take(item: Item, work: (workspace: Workspace) => Promise<Objection>): Promise<Objection> {
    const endpoint = endpointOf(item)
    if (endpoint === undefined || this.#isDenied) return work(this.#workspace)
    const tried = await tryToTake(this.#workspace, endpoint, this.#holder)
    if ('other' in tried) return `${tried.other} works on endpoint ${endpoint} now`
    const { lock } = tried
    this.#isDenied = lock === noLock
    try {
      const { unfinished, owner } = lock.found ?? {}
      if (unfinished) return `${owner?.title ?? 'another run'} did not finish its roll-out to ${endpoint} yet`
      return await work(held(this.#workspace, lock).workspace)
    } finally {
      await lock.release()
    }
  }
}

function endpointOf({ kind, name, group }: Item): string | undefined {
  if (kind === 'deployment') return group
  return kind === 'endpoint' ? name : undefined
}
