import { PipelineError, type Position } from '../position.ts'
import type { Located } from '../model.ts'
import type { Cursor, Entry } from '../templates/cursor.ts'

/** The keys of one mapping, checked against what may stand there. */
export class Fields {
  readonly #entries: ReadonlyMap<string, Entry>
  readonly #what: string
  readonly at: Position

  constructor(entries: readonly Entry[], what: string, at: Position) {
    this.#entries = new Map(entries.map(entry => [entry.key, entry]))
    this.#what = what
    this.at = at
  }

  has(key: string): boolean {
    return this.#entries.has(key)
  }

  get(key: string): Cursor | undefined {
    return this.#entries.get(key)?.value
  }

  keyAt(key: string): Position {
    return this.#entries.get(key)?.keyAt ?? this.at
  }

  text(key: string): string {
    const value = this.optionalText(key)
    if (value === undefined)
      throw new PipelineError(this.at, `${this.#what} needs "${key}".`, `Add "${key}: …".`)
    return value
  }

  optionalText(key: string): string | undefined {
    return this.get(key)?.text(`"${key}"`)
  }

  located(key: string): Located | undefined {
    const cursor = this.get(key)
    return cursor && { text: cursor.text(`"${key}"`), at: cursor.at }
  }

  /** A single value or a list of values. */
  list(key: string): Located[] | undefined {
    const cursor = this.get(key)
    if (!cursor) return undefined
    if (cursor.resolve().tree.kind === 'sequence') {
      return cursor.items(`"${key}"`).map(item => ({ text: item.text(`An item of "${key}"`), at: item.at }))
    }
    const text = cursor.text(`"${key}"`)
    return text === '' ? [] : [{ text, at: cursor.at }]
  }

  /** The same fields with more variables in sight of `${{ }}`. */
  withVariables(variables: ReadonlyMap<string, string>): Fields {
    const entries = [...this.#entries.values()].map(entry => ({
      ...entry,
      value: entry.value.withVariables(variables),
    }))
    return new Fields(entries, this.#what, this.at)
  }
}

/**
 * @param what the mapping in words, as "a step"
 * @param accepted keys that are read, or that change nothing in a local run
 * @param refused keys of Azure Pipelines that local runs do not support, with the remedy
 */
export function readFields(
  cursor: Cursor,
  what: string,
  accepted: readonly string[],
  refused: Readonly<Record<string, string>> = {},
): Fields {
  const entries = cursor.entries(capital(what))
  for (const { key, keyAt } of entries) {
    if (accepted.includes(key)) continue
    const remedy = Object.hasOwn(refused, key) ? refused[key] : undefined
    if (remedy !== undefined) {
      throw new PipelineError(keyAt, `Local runs do not support "${key}" in ${what}.`, remedy)
    }
    throw new PipelineError(keyAt, `"${key}" is not a key of ${what}.`, `Known here: ${accepted.join(', ')}.`)
  }
  return new Fields(entries, capital(what), cursor.at)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
