import { isCancelled } from '../../../common/azure/operation-poller.ts'
import type { Clock } from '../../../common/clock.ts'
import type { Item, Verdict } from '../plan/item.ts'

const MINUTE = 60_000
/** A plan that is older is made again before anything more is deleted by it. */
const PLAN_HOLDS = 5 * MINUTE

/**
 * The plan by which things are deleted, made again from time to time: thousands of deletions take long, and people work
 * on meanwhile. While it is made again nothing is deleted, so that no list loses entries between two of its pages.
 */
export class CurrentPlan {
  readonly #clock: Clock
  readonly #replan: () => Promise<readonly Verdict[]>
  /** Id -> why it stays by the newest plan. */
  #objections: ReadonlyMap<string, string> = new Map()
  #madeAt: number
  #deleting = new Set<Promise<unknown>>()
  #renewing: Promise<void> | undefined
  /** Why there is no plan any more; told as the failure of one item only. */
  #failure: { readonly error: unknown; isTold: boolean } | undefined

  constructor(clock: Clock, replan: () => Promise<readonly Verdict[]>) {
    this.#clock = clock
    this.#replan = replan
    this.#madeAt = clock.now()
  }

  /**
   * Does the deletion if the item still may go; else answers why it stays. Where the plan cannot be made again, the first
   * one to ask gets the error, and nothing more is deleted.
   */
  async carryOut(item: Item, remove: () => Promise<string | undefined>): Promise<string | undefined> {
    while (!this.#failure && (this.#renewing || this.#clock.now() - this.#madeAt > PLAN_HOLDS))
      await (this.#renewing ??= this.#renew())
    if (this.#failure) return this.#refuse(this.#failure)
    const objection = this.#objections.get(item.id)
    if (objection !== undefined) return `by now it stays: ${objection}`
    const deletion = remove()
    this.#deleting.add(deletion)
    try {
      return await deletion
    } finally {
      this.#deleting.delete(deletion)
    }
  }

  #refuse(failure: { readonly error: unknown; isTold: boolean }): string {
    if (failure.isTold) return 'not tried, as the plan could not be made again'
    failure.isTold = true
    throw failure.error
  }

  async #renew(): Promise<void> {
    try {
      await Promise.allSettled(this.#deleting)
      const verdicts = await this.#replan()
      this.#objections = new Map(
        verdicts.flatMap(({ item: { id }, goes, why }) => (goes ? [] : [[id, why] as const])),
      )
      this.#madeAt = this.#clock.now()
    } catch (error) {
      this.#failure = { error, isTold: isCancelled(error) }
      if (isCancelled(error)) throw error
    } finally {
      this.#renewing = undefined
    }
  }
}
