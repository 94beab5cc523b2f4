import { query, type JsonValue } from 'jsonpath-rfc9535'
import { readAnswer } from './answer-json.ts'

/** The predictions of an answer in the order of the rows, or why they are not to be found. */
export type Predicted = { readonly values: readonly unknown[] } | { readonly why: string }

/**
 * Where a JSON path is given, what it finds, or the items of the one list that it finds. Else the answer itself where it
 * is a list, its list `predictions`, or the only list in it.
 */
export function predictedValues(text: string, jsonPath: string | undefined): Predicted {
  const answer = readAnswer(text)
  if (answer === undefined) return { why: 'the answer is not JSON' }
  if (jsonPath === undefined) return foundByName(answer)
  const found = query(answer as JsonValue, jsonPath)
  const [first] = found
  return { values: found.length === 1 && Array.isArray(first) ? first : found }
}

function foundByName(answer: unknown): Predicted {
  if (Array.isArray(answer)) return plain(answer)
  const entries = typeof answer === 'object' && answer !== null ? Object.entries(answer) : []
  const lists = entries.filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  const named = lists.find(([name]) => name === 'predictions') ?? (lists.length === 1 ? lists[0] : undefined)
  return named ? plain(named[1]) : { why: `the answer ${SAY}` }
}

const SAY = 'does not tell which of its values are the predictions: say so in predictionsJsonPath'

function plain(values: readonly unknown[]): Predicted {
  const isPlain = values.every(value => typeof value !== 'object' || value === null)
  return isPlain ? { values } : { why: `the list of predictions holds more than values, and ${SAY}` }
}
