import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { withReference } from '../../../build/docs/task-reference.ts'
import { pageOf } from '../../../build/docs/write-docs.ts'
import { findTasks, root } from '../../../build/layout.ts'

interface Step {
  task?: string
  inputs?: Record<string, string>
}

describe('The documentation of the tasks', () => {
  for (const { manifest } of findTasks()) {
    const { name, version } = manifest

    it(`says of ${name} what its task.json says (node build/docs.mjs)`, () => {
      const page = fs.readFileSync(pageOf(manifest), 'utf8')
      assert.equal(page, withReference(page, manifest))
    })

    it(`shows ${name} at work in an example that only uses its inputs`, () => {
      const page = fs.readFileSync(pageOf(manifest), 'utf8')
      const inputs = exampleInputs(page, `${name}@${version.Major}`)
      assert.ok(inputs.length > 0, 'no example with inputs')
      const known = manifest.inputs.map(input => input.name)
      assert.deepEqual(
        inputs.filter(input => !known.includes(input)),
        [],
      )
    })

    it(`names ${name} in the Marketplace overview`, () => {
      const overview = fs.readFileSync(path.join(root, 'overview.md'), 'utf8')
      assert.ok(overview.includes(`${name}@${version.Major}`))
    })
  }
})

/** The keys under `inputs:` of every step of this task in the YAML blocks of the page. */
function exampleInputs(page: string, task: string): string[] {
  const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => parse(yaml) as unknown)
  return blocks
    .flatMap(block =>
      Array.isArray(block) ? (block as Step[]) : ((block as { steps?: Step[] }).steps ?? []),
    )
    .filter(step => step.task === task)
    .flatMap(step => Object.keys(step.inputs ?? {}))
}
