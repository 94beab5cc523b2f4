import { query, type JsonValue } from 'jsonpath-rfc9535'
import { readAnswer } from './answer-json.ts'
import { showAll, type Discretion } from './discretion.ts'
import { equalWithin } from './equal-within.ts'
import type { Expectation } from './expectations.ts'

/** One thing that was looked at in an answer. */
export interface Check {
  /** A clause for a person, as `$.predictions[0] = 1`. */
  readonly title: string
  /** Why it does not hold; undefined where it holds. */
  readonly failure: string | undefined
}

interface Answer {
  readonly status: number
  readonly text: string
}

const LONGEST_VALUE = 200

/**
 * Everything looked at in an answer. That it is a success (2xx) is expected unless a status is named. What a failure
 * quotes of the answer is as discreet as `discretion`.
 */
export function checkAnswer(
  answer: Answer,
  expectations: readonly Expectation[],
  discretion: Discretion = showAll,
): Check[] {
  const namesStatus = expectations.some(({ status }) => status !== undefined)
  const own = expectations.flatMap(expectation => checksOf(answer, expectation, discretion))
  return namesStatus ? own : [checkSuccess(answer, discretion), ...own]
}

function checksOf(answer: Answer, { status, ...value }: Expectation, discretion: Discretion): Check[] {
  const checks = status === undefined ? [] : [checkStatus(answer, status, discretion)]
  const { jsonPath } = value
  return jsonPath === undefined ? checks : [...checks, checkValue(answer, jsonPath, value, discretion)]
}

function checkSuccess(answer: Answer, discretion: Discretion): Check {
  const failure = isSuccess(answer.status) ? undefined : statusFailure(answer, discretion)
  return { title: 'status 2xx', failure }
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300

const checkStatus = (answer: Answer, wanted: number, discretion: Discretion): Check => ({
  title: `status ${wanted}`,
  failure: answer.status === wanted ? undefined : statusFailure(answer, discretion),
})

function statusFailure({ status, text }: Answer, discretion: Discretion): string {
  const words = discretion.words(text.trim())
  return words === '' ? `the status is ${status}` : `the status is ${status}: ${shortened(words)}`
}

function checkValue(
  answer: Answer,
  jsonPath: string,
  { equals, tolerance = 0 }: Expectation,
  discretion: Discretion,
): Check {
  const within = tolerance > 0 ? ` within ${tolerance}` : ''
  const title = equals === undefined ? `${jsonPath} is there` : `${jsonPath} = ${written(equals)}${within}`
  const content = readAnswer(answer.text)
  if (content === undefined) return { title, failure: 'the answer is not JSON' }
  const found = query(content as JsonValue, jsonPath)
  if (found.length === 0) return { title, failure: 'the answer has no such value' }
  const other = equals === undefined ? [] : found.filter(value => !equalWithin(value, equals, tolerance))
  return {
    title,
    failure: other.length === 0 ? undefined : differs(other[0], equals, found.length, discretion),
  }
}

function differs(value: unknown, equals: unknown, count: number, discretion: Discretion): string {
  const which = count > 1 ? `one of its ${count} values` : 'it'
  const off =
    typeof value === 'number' && typeof equals === 'number' ? `, off by ${difference(value, equals)}` : ''
  return `${which} is ${written(discretion.value(value))}${off}`
}

/** Six digits tell a person enough, and hide the noise of binary fractions. */
const difference = (value: number, equals: number): string =>
  String(Number(Math.abs(value - equals).toPrecision(6)))

const written = (value: unknown): string => shortened(JSON.stringify(value))

const shortened = (text: string): string =>
  text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text
