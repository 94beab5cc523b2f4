import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { troubleshootingPage } from '../../../build/docs/troubleshooting.ts'
import { TROUBLESHOOTING } from '../../../build/docs/write-docs.ts'
import { SERVING_ERRORS } from '../../../tasks/common/serving-errors/table.ts'

describe('the page of troubleshooting', () => {
  it('is what the table of errors says: `node build/docs.mjs` makes it anew', () => {
    assert.equal(readFileSync(TROUBLESHOOTING, 'utf8'), troubleshootingPage())
  })

  it('has a row for every code', () => {
    const rows = troubleshootingPage().split('\n')
    for (const { code, cause } of SERVING_ERRORS)
      assert.ok(
        rows.some(row => row.startsWith(`| \`${code}\``) && row.includes(cause)),
        code,
      )
  })
})
