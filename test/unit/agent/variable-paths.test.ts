import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { absolutePaths } from '../../../local/commands/arguments.ts'

describe('A variable given to a local run', () => {
  const from = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-var-'))
  before(() => fs.writeFileSync(path.join(from, 'table.csv'), ''))
  after(() => fs.rmSync(from, { recursive: true }))

  const cases: [title: string, value: string, expected: string][] = [
    ['becomes absolute when it names a file by ./', './table.csv', path.join(from, 'table.csv')],
    ['becomes absolute when it names a folder by ../', `../${path.basename(from)}`, from],
    ['stays as typed when there is no such file', './other.csv', './other.csv'],
    [
      'stays as typed when it does not begin with a dot, even if a file is called so',
      'table.csv',
      'table.csv',
    ],
    ['stays as typed when it is a number', '100', '100'],
  ]
  for (const [title, value, expected] of cases) {
    it(title, () =>
      assert.equal(absolutePaths(new Map([['dataFile', value]]), from).get('dataFile'), expected),
    )
  }
})
