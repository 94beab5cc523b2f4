import { toText } from '../expression/convert.ts'
import { PipelineError, type Position } from '../position.ts'
import type { MappingEntry, Tree } from '../tree.ts'
import { Dictionary, rememberOrigin, valueToTree, type Value } from '../value.ts'
import { Chain, readDirective } from './directives.ts'
import { interpolate } from './interpolate.ts'
import type { TemplateScope } from './scope.ts'

export interface Entry {
  key: string
  keyAt: Position
  value: Cursor
}

/**
 * A place in a pipeline file together with what `${{ }}` means there. Templates are expanded while the file is
 * read: a stage's variables are known before its jobs are looked at.
 */
export class Cursor {
  readonly tree: Tree
  /** Undefined for text that is expanded already and must not be expanded again. */
  readonly scope: TemplateScope | undefined

  constructor(tree: Tree, scope: TemplateScope | undefined) {
    this.tree = tree
    this.scope = scope
  }

  get at(): Position {
    return this.tree.at
  }

  /** The same place with more variables in sight. */
  withVariables(variables: ReadonlyMap<string, string>): Cursor {
    if (!this.scope) return this
    return new Cursor(this.tree, {
      ...this.scope,
      variables: mergeNames(this.scope.variables, variables),
    })
  }

  /** What stands here once an expression that gives a list or a mapping is put in its place. */
  resolve(): Cursor {
    if (this.tree.kind !== 'scalar' || !this.scope || !this.tree.text.includes('${{')) return this
    const value = interpolate(this.tree.text, this.scope, this.at)
    return new Cursor(valueToTree(value, this.at, toText), undefined)
  }

  text(what: string): string {
    const { tree } = this.resolve()
    if (tree.kind === 'scalar') return tree.text
    throw new PipelineError(this.at, `${what} has to be a single value, not a ${tree.kind}.`, '')
  }

  items(what: string): Cursor[] {
    const { tree, scope } = this.resolve()
    if (tree.kind === 'scalar' && tree.text === '') return []
    if (tree.kind !== 'sequence')
      throw new PipelineError(this.at, `${what} has to be a list.`, 'Start each item with "- ".')
    const chain = new Chain()
    return tree.items.flatMap(item => expandItem(new Cursor(item, scope), chain, what))
  }

  entries(what: string): Entry[] {
    const { tree, scope } = this.resolve()
    if (tree.kind === 'scalar' && tree.text === '') return []
    if (tree.kind !== 'mapping')
      throw new PipelineError(this.at, `${what} has to be a mapping (key: value).`, '')
    const chain = new Chain()
    const entries = tree.entries.flatMap(entry => expandEntry(entry, scope, chain, what))
    refuseDuplicates(entries)
    return entries
  }

  /** Everything below, expanded, as a value for expressions and parameters. */
  value(): Value {
    const { tree } = this.resolve()
    if (tree.kind === 'sequence')
      return rememberOrigin(
        this.items('This').map(item => item.value()),
        this.at,
      )
    if (tree.kind === 'mapping') {
      return rememberOrigin(
        new Dictionary(this.entries('This').map(({ key, value }) => [key, value.value()])),
        this.at,
      )
    }
    return this.tree.kind === 'scalar' && this.scope
      ? interpolate(this.tree.text, this.scope, this.at)
      : tree.text
  }
}

/** Names differ only by more than case: the later one replaces the earlier. */
function mergeNames(
  base: ReadonlyMap<string, string>,
  more: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const replaced = new Set([...more.keys()].map(name => name.toLowerCase()))
  const kept = [...base].filter(([name]) => !replaced.has(name.toLowerCase()))
  return new Map([...kept, ...more])
}

function expandItem(item: Cursor, chain: Chain, what: string): Cursor[] {
  const { tree, scope } = item
  const only = tree.kind === 'mapping' && tree.entries.length === 1 ? tree.entries[0] : undefined
  if (!only || !scope) return plainItem(item, chain)
  const directive = readDirective(only.key, only.keyAt)
  if (!directive) return plainItem(item, chain)
  const bodies = chain.scopes(directive, scope, only.keyAt).map(inner => new Cursor(only.value, inner))
  // A mapping below `- ${{ each }}:` is merged into one item; a list gives items of its own.
  if (directive.type === 'each' && only.value.kind === 'mapping') return bodies.length > 0 ? [item] : []
  return bodies.flatMap(body => (body.resolve().tree.kind === 'mapping' ? [body] : body.items(what)))
}

/** The item itself, or the items of the list that an expression puts in its place. */
function plainItem(item: Cursor, chain: Chain): Cursor[] {
  chain.close()
  const { tree } = item.resolve()
  const isInsertedList = item.tree.kind === 'scalar' && tree.kind === 'sequence'
  return isInsertedList ? tree.items.map(inner => new Cursor(inner, undefined)) : [item]
}

function expandEntry(
  entry: MappingEntry,
  scope: TemplateScope | undefined,
  chain: Chain,
  what: string,
): Entry[] {
  const directive = scope && readDirective(entry.key, entry.keyAt)
  if (directive) {
    return chain
      .scopes(directive, scope, entry.keyAt)
      .flatMap(inner => new Cursor(entry.value, inner).entries(what))
  }
  chain.close()
  const key = scope ? toText(interpolate(entry.key, scope, entry.keyAt)) : entry.key
  return [{ key, keyAt: entry.keyAt, value: new Cursor(entry.value, scope) }]
}

function refuseDuplicates(entries: readonly Entry[]): void {
  const seen = new Set<string>()
  for (const { key, keyAt } of entries) {
    if (seen.has(key)) throw new PipelineError(keyAt, `"${key}" stands here twice.`, 'Remove one of them.')
    seen.add(key)
  }
}
