import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mappingsOf, refusedKeys } from '../../../build/docs/file-reference.ts'
import { jobFilesPage } from '../../../build/docs/job-files.ts'
import { servingFilesPage } from '../../../build/docs/serving-files.ts'
import { JOB_FILES, SERVING_FILES } from '../../../build/docs/write-docs.ts'
import { job } from '../../../tasks/common/specification/job/job.ts'

describe('the page of job files', () => {
  const mappings = mappingsOf(job)

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

describe('the page of endpoint and deployment files', () => {
  it('is what the declaration says: `node build/docs.mjs` makes it anew', () => {
    assert.equal(readFileSync(SERVING_FILES, 'utf8'), servingFilesPage())
  })

  it('has both kinds of both, and what stands within', () => {
    const headings = [...servingFilesPage().matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)
    for (const heading of [
      'Kubernetes online endpoint',
      'Managed online endpoint',
      'Kubernetes online deployment',
      'Managed online deployment',
      'Autoscaler',
      'Probe',
      'Data collector',
    ])
      assert.ok(headings.includes(heading), heading)
  })
})
