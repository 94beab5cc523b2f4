import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { jobFilesPage, mappingsOf, refusedKeys } from '../../../build/docs/job-files.ts'
import { JOB_FILES } from '../../../build/docs/write-docs.ts'

describe('the page of job files', () => {
  const mappings = mappingsOf()

  it('is what the declaration says: `node build/docs.mjs` makes it anew', () => {
    assert.equal(readFileSync(JOB_FILES, 'utf8'), jobFilesPage())
  })

  it('has every kind of job, and what stands within', () => {
    const titles = mappings.map(({ title }) => title)
    for (const title of [
      'a command job',
      'a sweep job',
      'a pipeline job',
      'a command node',
      'a Ray distribution',
    ])
      assert.ok(titles.includes(title), title)
    assert.equal(new Set(titles).size, titles.length)
  })

  it('has no section of a kind that is refused altogether', () => {
    const page = jobFilesPage()
    assert.doesNotMatch(page, /^## Spark job$/m)
    assert.doesNotMatch(page, /\|---\|---\|---\|\n\n/)
  })

  it('names what is refused, each with a reason that is a sentence', () => {
    const refused = refusedKeys(mappings)
    assert.ok(refused.some(({ title }) => title === 'a Spark job'))
    for (const { title, key, reason } of refused) assert.match(reason, /\w \w.*\.$/, `${key} of ${title}`)
  })
})
