import { parsedJson, readAnswer } from './answer-json.ts'
import { RequestWords } from './request-words.ts'

/** What of an answer may be shown: a service that repeats its request would put the payload into the log. */
export interface Discretion {
  /** A whole answer. */
  answer(text: string): string
  /** A value out of an answer. */
  value(value: unknown): unknown
  /** What a service says about a request, as the text of an error. */
  words(text: string): string
}

export const showAll: Discretion = { answer: text => text, value: value => value, words: text => text }

/**
 * Hides in answers what they repeat of the request: entries whose key the request has too, and its strings and long
 * numbers wherever they stand. Predictions stay: a short label or a number may well be in both by chance. In words about
 * the request, short strings and numbers of it are hidden too. What is hidden reads `***`.
 */
export function hideRequest(body: string): Discretion {
  const content = parsedJson(body)
  const words = new RequestWords(content)
  const keys = new Set(keysOf(content))
  const value = (one: unknown): unknown => cleaned(one, keys, words)
  return {
    value,
    words: text => words.hideAll(text),
    answer: text => {
      const answer = readAnswer(text)
      if (answer === undefined) return words.hideAll(text)
      const shown = JSON.stringify(value(answer))
      return shown === JSON.stringify(answer) ? text : shown
    },
  }
}

function cleaned(value: unknown, keys: ReadonlySet<string>, words: RequestWords): unknown {
  if (typeof value === 'string' || typeof value === 'number') return words.hideLong(value)
  if (Array.isArray(value)) return value.map(item => cleaned(item, keys, words))
  if (typeof value !== 'object' || value === null) return value
  const own = Object.entries(value).filter(([key]) => !keys.has(key))
  return Object.fromEntries(own.map(([key, item]) => [words.hideLong(key), cleaned(item, keys, words)]))
}

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [key, ...keysOf(item)])
}
