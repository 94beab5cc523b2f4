/** One case of a test result: what was looked at, and why it failed if it did. */
export interface TestCase {
  readonly name: string
  readonly failure: string | undefined
  readonly seconds: number
}

export interface TestSuite {
  readonly name: string
  readonly cases: readonly TestCase[]
  readonly startedAt: Date
  /** Where the cases ran. */
  readonly hostname: string
}

/**
 * A JUnit file as Azure Pipelines' PublishTestResults task reads it: valid against the schema that its page names
 * (windyroad/JUnit-Schema, JUnit.xsd), which wants the empty elements too.
 */
export function junitXml({ name, cases, startedAt, hostname }: TestSuite): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length
  const attributes = [
    'id="0"',
    `package="${escaped(name)}"`,
    `name="${escaped(name)}"`,
    `hostname="${escaped(hostname)}"`,
    `tests="${cases.length}"`,
    `failures="${failures}"`,
    'errors="0"',
    'skipped="0"',
    `time="${totalOf(cases)}"`,
    `timestamp="${startedAt.toISOString().slice(0, 19)}"`,
  ]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite ${attributes.join(' ')}>`,
    '    <properties/>',
    ...cases.map(one => caseXml(name, one)),
    '    <system-out/>',
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseXml(suite: string, { name, failure, seconds }: TestCase): string {
  const start = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}" time="${seconds.toFixed(3)}"`
  if (failure === undefined) return `${start}/>`
  return `${start}>\n      <failure type="expectation" message="${escaped(failure)}"/>\n    </testcase>`
}

const totalOf = (cases: readonly TestCase[]): string =>
  cases.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3)

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
}

/** Text as an attribute of XML 1.0, which has no place for control characters and half surrogates. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"\n\r\t]/g, character => ENTITIES[character] ?? character)
