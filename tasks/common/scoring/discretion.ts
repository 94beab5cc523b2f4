import { isObject } from '../is-object.ts'
import { parsedJson, readAnswer } from './answer-json.ts'
import { MODEL_REASON } from '../serving-errors/scoring.ts'
import { RequestLists } from './request-lists.ts'
import { RequestWords } from './request-words.ts'
import type { ScoringAnswer } from './scoring-client.ts'

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

/** An answer whose headers, too, quote nothing of the request: one holds what the model's own server said. */
export function discreet(answer: ScoringAnswer, body: string): ScoringAnswer {
  const reason = answer.headers[MODEL_REASON]
  if (reason === undefined) return answer
  return { ...answer, headers: { ...answer.headers, [MODEL_REASON]: hideRequest(body).words(reason) } }
}

/**
 * Hides in answers what they repeat of the request: entries by the name of a column of it, its rows, columns, lists and
 * objects word for word, and its strings and long numbers wherever they stand. Predictions stay: a short label or a number may well be
 * in both by chance. In words about the request, short strings and numbers of it are hidden too. What is hidden within a
 * text reads `***`.
 */
export function hideRequest(body: string): Discretion {
  const content = parsedJson(body)
  const words = new RequestWords(content)
  const echoes = { isEcho: echoesOf(content), lists: new RequestLists(content), words }
  const value = (one: unknown): unknown => cleaned(one, echoes)
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

type IsEcho = (entry: readonly [key: string, value: unknown]) => boolean

interface Echoes {
  readonly isEcho: IsEcho
  readonly lists: RequestLists
  readonly words: RequestWords
}

function cleaned(value: unknown, echoes: Echoes): unknown {
  const { isEcho, lists, words } = echoes
  if (typeof value === 'string' || typeof value === 'number') return words.hideLong(value)
  if (Array.isArray(value)) return lists.hide(value).map(item => cleaned(item, echoes))
  if (!isObject(value)) return value
  const own = Object.entries(value).filter(entry => !isEcho(entry))
  return Object.fromEntries(own.map(([key, item]) => [words.hideLong(key), cleaned(item, echoes)]))
}

/**
 * A name that holds single values in the request is a column, and so is one in a list `columns`; one that holds more may
 * also hold the predictions.
 */
function echoesOf(content: unknown): IsEcho {
  const entries = entriesOf(content)
  const columns = new Set(entries.flatMap(entry => (isParent(entry[1]) ? namesIn(entry) : [entry[0]])))
  const parents = new Set(entries.filter(([, value]) => isParent(value)).map(written))
  return entry => columns.has(entry[0]) || (isParent(entry[1]) && parents.has(written(entry)))
}

const namesIn = ([key, value]: readonly [string, unknown]): unknown[] =>
  key === 'columns' && Array.isArray(value) ? value : []

function entriesOf(value: unknown): (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.flatMap(entriesOf)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(entry => [entry, ...entriesOf(entry[1])])
}

const written = ([key, value]: readonly [string, unknown]): string => `${key}: ${JSON.stringify(value)}`

const isParent = (value: unknown): boolean => Array.isArray(value) || isObject(value)
