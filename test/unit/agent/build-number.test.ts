import assert from 'node:assert/strict'

import { formatBuildNumber } from '../../../local/agent/run/build-number.ts'

const now = new Date(2026, 0, 5, 7, 8, 9)
const variables = new Map([['who', 'me']])

function format(pattern: string, revisions: string[] = []): string {
  return formatBuildNumber(
    pattern,
    now,
    name => variables.get(name),
    prefix => revisions.push(prefix) + 8,
  )
}

describe('A build number', () => {
  const cases: [string, string][] = [
    ['$(Date:yyyyMMdd).$(Rev:r)', '20260105.9'],
    ['$(Date:yyyyMMdd)$(Rev:.rr)', '20260105.09'],
    ['v$(Date:yy.M.d-HHmmss)', 'v26.1.5-070809'],
    ['$(who)-$(unknown)', 'me-$(unknown)'],
    ['fixed', 'fixed'],
  ]
  for (const [pattern, expected] of cases) {
    it(`of ${pattern} is ${expected}`, () => {
      assert.equal(format(pattern), expected)
    })
  }

  it('counts its revisions for each text apart', () => {
    const revisions: string[] = []
    format('$(who)$(Rev:.r)', revisions)
    assert.deepEqual(revisions, ['me'])
  })
})
