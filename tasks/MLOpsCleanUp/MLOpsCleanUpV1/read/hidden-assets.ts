import { inParallel } from '../../../common/in-parallel.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Kind } from '../plan/item.ts'
import type { BuildContexts } from './build-contexts.ts'
import { keyOf, type FoundItem } from './found.ts'
import { readBelow } from './list.ts'
import { needsOf, type AssetKind } from './read-assets.ts'

const KIND_OF: Readonly<Record<string, AssetKind>> = { components: 'component', environments: 'environment' }
const REFERENCE = /^(components|environments)\/(\w[\w.-]*)\/(\w[\w.-]*)$/

/**
 * What no list shows because it is anonymous: the component of a step that is written into a pipeline, and an
 * environment that is written into a job. Only a document that names it leads to it, and only through it to its code,
 * its environment and its image.
 *
 * @see https://github.com/cloud-custodian/cloud-custodian/issues/11067
 */
export class HiddenAssets {
  readonly #workspace: Workspace
  readonly #kinds: ReadonlySet<Kind>
  readonly #contexts: BuildContexts | undefined
  readonly #listed: ReadonlySet<string>
  /** Reference -> references of what it names; none where that is gone. */
  readonly #behind = new Map<string, readonly string[]>()

  constructor(
    workspace: Workspace,
    kinds: ReadonlySet<Kind>,
    listed: readonly FoundItem[],
    contexts: BuildContexts | undefined,
  ) {
    this.#workspace = workspace
    this.#kinds = kinds
    this.#contexts = contexts
    this.#listed = new Set(listed.flatMap(({ names }) => names.map(keyOf)))
  }

  /** The same with all that they refer to through what is hidden. */
  async through<T extends { readonly refersTo: readonly string[] }>(owners: readonly T[]): Promise<T[]> {
    let unread = this.#unread(owners.flatMap(({ refersTo }) => refersTo))
    while (unread.length > 0) {
      const found = await inParallel(unread, 8, reference => this.#read(reference))
      unread.forEach((reference, at) => this.#behind.set(keyOf(reference), found[at] ?? []))
      unread = this.#unread(found.flat())
    }
    return owners.map(owner => ({ ...owner, refersTo: this.#reach(owner.refersTo) }))
  }

  #unread(references: readonly string[]): string[] {
    const byKey = new Map(references.map(reference => [keyOf(reference), reference]))
    return [...byKey].flatMap(([key, reference]) =>
      this.#isHidden(reference) && !this.#behind.has(key) ? [reference] : [],
    )
  }

  #isHidden(reference: string): boolean {
    const kind = KIND_OF[REFERENCE.exec(reference)?.[1] ?? '']
    return kind !== undefined && this.#kinds.has(kind) && !this.#listed.has(keyOf(reference))
  }

  async #read(reference: string): Promise<readonly string[]> {
    const [, segment = '', name = '', version = ''] = REFERENCE.exec(reference) ?? []
    const found = await readBelow(this.#workspace, `${segment}/${name}/versions/${version}`)
    const kind = KIND_OF[segment]
    return found && kind ? needsOf(kind, `${name}:${version}`, found, this.#contexts) : []
  }

  #reach(references: readonly string[]): string[] {
    const reached = new Set(references)
    for (const reference of reached)
      for (const further of this.#behind.get(keyOf(reference)) ?? []) reached.add(further)
    return [...reached]
  }
}
