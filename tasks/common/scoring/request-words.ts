export const HIDDEN = '***'
/** Shorter values are in a prediction by chance: `yes`, `0.15`. */
const LONG = 6
/** In running text a shorter one is hidden only where it stands alone. */
const ANYWHERE = 4
const LONGEST_TEXT = 20_000
const NUMBER = /(?<![\w.])[-+]?\d[\d.]*(?:[eE][-+]?\d+)?/g

/** The strings and numbers in a request, to be found in what a service says. */
export class RequestWords {
  readonly #strings: readonly string[]
  readonly #long: readonly string[]
  readonly #numbers: ReadonlySet<number>
  readonly #labels = new Map<string, string>()
  #last: { readonly text: string; readonly hidden: string } | undefined

  constructor(content: unknown) {
    const leaves = leavesOf(content)
    const strings = leaves.filter(leaf => typeof leaf === 'string').map(text => text.trim())
    this.#strings = longestFirst(strings.filter(text => text.length > 1).flatMap(writings))
    this.#long = this.#strings.filter(text => text.length >= LONG)
    this.#numbers = new Set(leaves.filter(leaf => typeof leaf === 'number'))
  }

  /** Text without every string and number of the request; cut where it is very long. */
  hideAll(whole: string): string {
    const text = whole.slice(0, LONGEST_TEXT)
    if (this.#last?.text === text) return this.#last.hidden
    const hidden = this.#strings.reduce(withoutString, text).replace(NUMBER, found => this.#number(found))
    this.#last = { text, hidden } // under load the same error comes again and again
    return hidden
  }

  /** A label or a number out of an answer, without what is too long to be there by chance. */
  hideLong<T extends string | number>(value: T): T | string {
    if (typeof value === 'number')
      return String(value).length >= LONG && this.#numbers.has(value) ? HIDDEN : value
    const known = this.#labels.get(value)
    if (known !== undefined) return known
    const hidden = this.#long.reduce(withoutString, value)
    this.#labels.set(value, hidden) // thousands of rows have the same few labels
    return hidden
  }

  #number(found: string): string {
    return found.length > 1 && this.#numbers.has(Number(found)) ? HIDDEN : found
  }
}

function withoutString(text: string, string: string): string {
  if (!text.includes(string)) return text
  if (string.length >= ANYWHERE) return text.replaceAll(string, HIDDEN)
  const alone = new RegExp(`(?<![\\p{L}\\p{N}])${literally(string)}(?![\\p{L}\\p{N}])`, 'gu')
  return text.replace(alone, HIDDEN)
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** As it is, as JSON writes it, and as Python's json writes it: in ASCII. */
function writings(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replace(
    /[\u0080-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return [text, json, ascii]
}

const longestFirst = (texts: readonly string[]): string[] =>
  [...new Set(texts)].sort((a, b) => b.length - a.length)

function leavesOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value]
  return Object.values(value).flatMap(leavesOf)
}
