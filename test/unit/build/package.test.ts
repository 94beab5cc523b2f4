import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { stampVersion } from '../../../build/bundle/stamp-version.ts'
import { checkTask } from '../../../build/checks/task-manifest.ts'
import { checkVsix } from '../../../build/checks/vsix-content.ts'
import { checkZipSize } from '../../../build/checks/zip-size.ts'
import type { ExtensionManifest } from '../../../build/package/variant.ts'
import { development } from '../../../build/package/variant.ts'
import { findTasks, readJson, root } from '../../../build/layout.ts'
import { manifest } from './manifest.ts'

describe('A release of the extension', () => {
  it('moves the version of every task, because agents keep a version for ever', () => {
    assert.deepEqual(stampVersion(manifest(), '0.3.2').version, { Major: 1, Minor: 3, Patch: 2 })
    assert.deepEqual(stampVersion(manifest(), '2.3.2').version, { Major: 1, Minor: 203, Patch: 2 })
  })
})

describe('The development variant', () => {
  const extension = readJson<ExtensionManifest>(path.join(root, 'vss-extension.json'))

  it('can be installed beside the released extension: no ID and no name is the same', () => {
    for (const { manifest: task } of findTasks()) {
      const dev = development.task(task)
      assert.notEqual(dev.id, task.id)
      assert.notEqual(dev.name, task.name)
      assert.deepEqual(
        checkTask({ folder: `${dev.name}V1`, manifest: dev }).filter(
          problem => !problem.endsWith('is missing'),
        ),
        [],
      )
    }
    assert.notEqual(development.extension(extension).id, extension.id)
  })

  it('is private, and has the same IDs each time', () => {
    assert.equal(development.extension(extension).public, false)
    assert.equal(development.task(manifest()).id, development.task(manifest()).id)
  })
})

describe('The check of a finished package', () => {
  let folder: string
  const envelope = ['[Content_Types].xml', 'extension.vsixmanifest', 'extension.vsomanifest']

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-package-'))
    fs.writeFileSync(path.join(folder, 'overview.md'), '# Overview\n')
  })
  afterEach(() => fs.rmSync(folder, { recursive: true }))

  function problems(...names: string[]): string {
    const entries = [...envelope, ...names].map(name => ({ name, size: 1, packed: 1 }))
    return checkVsix(path.join(folder, 'overview.md'), entries, folder).join('\n')
  }

  it('wants exactly the files that were staged', () => {
    assert.equal(problems('overview.md'), '')
    assert.match(problems(), /overview\.md is missing from the VSIX/)
    assert.match(problems('overview.md', 'notes.txt'), /notes\.txt does not belong/)
  })

  it('stops at a zip of a task that is too large, and names both sizes', () => {
    fs.writeFileSync(path.join(folder, 'bundle.js'), noise(64 * 1024))
    assert.deepEqual(checkZipSize(folder, 80 * 1024), [])
    assert.match(checkZipSize(folder, 32 * 1024).join(), /its zip would be 65 KiB, more than 32 KiB/)
  })
})

/** Bytes that do not compress, the same ones each time. */
function noise(length: number): Buffer {
  let state = 1
  return Buffer.from(Array.from({ length }, () => (state = (state * 48271) % 2147483647) >> 8))
}
