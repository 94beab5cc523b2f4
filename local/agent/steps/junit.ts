import { XMLParser } from 'fast-xml-parser'

export interface TestOutcome {
  readonly name: string
  readonly result: 'passed' | 'failed' | 'skipped'
  /** Why it failed; '' where the file does not say. */
  readonly message: string
}

type Element = Readonly<Record<string, unknown>>

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  isArray: name => ['testsuite', 'testcase', 'failure', 'error', 'skipped'].includes(name),
})

/**
 * The test cases of a JUnit file, those of nested suites too.
 * @throws when it has neither `testsuites` nor `testsuite` at its top
 */
export function readJunit(text: string, file: string): TestOutcome[] {
  const document = parser.parse(text) as Element
  const tops = [document['testsuites'], ...elements(document['testsuite'])].filter(isElement)
  if (tops.length === 0 && document['testsuites'] === undefined)
    throw new Error(`${file} is no JUnit file: it has no testsuite at its top.`)
  return tops.flatMap(outcomesOf)
}

function outcomesOf(suite: Element): TestOutcome[] {
  return [...elements(suite['testcase']).map(outcomeOf), ...elements(suite['testsuite']).flatMap(outcomesOf)]
}

function outcomeOf(testCase: Element): TestOutcome {
  const name = textOf(testCase['@name'])
  const broken = [...all(testCase['failure']), ...all(testCase['error'])]
  if (broken.length > 0) return { name, result: 'failed', message: messageOf(broken[0]) }
  return { name, result: all(testCase['skipped']).length > 0 ? 'skipped' : 'passed', message: '' }
}

function messageOf(failure: unknown): string {
  if (!isElement(failure)) return textOf(failure)
  return textOf(failure['@message']) || textOf(failure['#text'])
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''

const all = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const elements = (value: unknown): Element[] => all(value).filter(isElement)

const isElement = (value: unknown): value is Element => typeof value === 'object' && value !== null
