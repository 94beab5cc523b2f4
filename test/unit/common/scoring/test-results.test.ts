import assert from 'node:assert/strict'
import { XMLParser } from 'fast-xml-parser'
import { junitXml } from '../../../../tasks/common/scoring/test-results.ts'

interface Parsed {
  testsuites: {
    testsuite: {
      name: string
      tests: string
      failures: string
      time: string
      timestamp: string
      testcase: { name: string; classname: string; time: string; failure?: { message: string } }[]
    }
  }
}

const parsed = (xml: string): Parsed['testsuites']['testsuite'] =>
  (
    new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      htmlEntities: true,
    }).parse(xml) as Parsed
  ).testsuites.testsuite

const NASTY = `$.a["b"] = '<x>' & "y"\nline two\u0000\u001b[31m\ud800 é 😀`

describe('test results of scoring', () => {
  const suite = parsed(
    junitXml({
      name: NASTY,
      cases: [
        { name: 'status 200', failure: undefined, seconds: 0.0123 },
        { name: NASTY, failure: NASTY, seconds: 0 },
      ],
      startedAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
      hostname: 'agent <7>',
    }),
  )

  it('count what ran and what failed', () => {
    assert.deepEqual(
      [suite.tests, suite.failures, suite.time, suite.timestamp],
      ['2', '1', '0.012', '2026-01-02T03:04:05'],
    )
  })

  it('say of each case what was expected and why it failed', () => {
    const [holds, fails] = suite.testcase
    assert.equal(holds?.name, 'status 200')
    assert.equal(holds.failure, undefined)
    assert.ok(fails?.failure)
  })

  it('are valid against the schema that PublishTestResults names: every required attribute and element, in order', () => {
    const required = 'package id name timestamp hostname tests failures errors time'.split(' ')
    assert.deepEqual(
      required.filter(name => !(name in suite)),
      [],
    )
    const elements = Object.entries(suite).filter(([, value]) => typeof value === 'object' || value === '')
    assert.deepEqual(
      elements.map(([name]) => name),
      ['properties', 'testcase', 'system-out', 'system-err'],
    )
    assert.match(suite.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    for (const one of suite.testcase)
      assert.ok(
        ['classname', 'name', 'time'].every(name => name in one),
        JSON.stringify(one),
      )
    assert.deepEqual(Object.keys(suite.testcase[1]?.failure ?? {}).sort(), ['message', 'type'])
  })

  it('hold any text: quotes and brackets come back, what XML has no place for is replaced', () => {
    const text = suite.testcase[1]?.failure?.message ?? ''
    assert.match(text, /^\$\.a\["b"\] = '<x>' & "y"\s?\n?line two/)
    assert.ok(text.endsWith('\ufffd\ufffd[31m\ufffd é 😀'), JSON.stringify(text))
  })
})
