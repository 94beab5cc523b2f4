import assert from 'node:assert/strict'
import { join } from 'node:path'

import { readCatalogue } from '../../../local/agent/tasks/catalogue.ts'
import { isVisible } from '../../../local/agent/tasks/visible-rule.ts'
import { temporaryFolders } from './support/folders.ts'
import { writeTask } from './support/tasks.ts'

const folder = temporaryFolders()

describe('The catalogue of tasks', () => {
  it('finds a task by its major or its whole version, and prefers the newest handler as the agent does', () => {
    const root = folder()
    const execution = {
      PowerShell3: { target: 'a.ps1' },
      Node20_1: { target: 'old.js' },
      Node24: { target: 'new.js' },
    }
    writeTask(root, 'Mine', { manifest: { execution } })
    const catalogue = readCatalogue([root])
    assert.equal(catalogue.find('mine@1')?.manifest.handlers.execution?.target, 'new.js')
    assert.ok(catalogue.find('Mine@1.2.3'))
    for (const other of ['Mine@2', 'Mine@1.2.4', 'Mine', 'Other@1'])
      assert.equal(catalogue.find(other), undefined, other)
  })

  it('takes the folder of a single task, and nothing from a folder that is not there', () => {
    const root = folder()
    writeTask(root, 'Mine', {})
    assert.ok(readCatalogue([join(root, 'Mine', 'MineV1')]).find('Mine@1'))
    assert.equal(readCatalogue([join(root, 'none')]).find('Mine@1'), undefined)
  })
})

describe('A visibleRule', () => {
  const values: Record<string, string> = { kind: 'File', flag: 'true', empty: '', path: 'a.yml' }
  const cases: [string | undefined, boolean][] = [
    [undefined, true],
    ['kind = file', true],
    ['kind == inputs', false],
    ['kind != file', false],
    ['empty = ""', true],
    ['kind = file && flag = true', true],
    ['kind = inputs && flag = true', false],
    ['kind = inputs || flag = true', true],
    ['path EndsWith .yml', true],
    ['path NotEndsWith .yml', false],
  ]
  for (const [rule, expected] of cases) {
    it(`${rule ?? '(none)'} is ${expected}`, () => {
      assert.equal(
        isVisible(rule, name => values[name] ?? ''),
        expected,
      )
    })
  }
})
