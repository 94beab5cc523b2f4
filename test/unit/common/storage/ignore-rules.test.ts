import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { readIgnoreRules } from '../../../../tasks/common/storage/ignore-rules.ts'
import { listFolder } from '../../../../tasks/common/storage/list-folder.ts'
import { folderPerTest } from '../../../support/folder.ts'

describe('what of a folder is sent', () => {
  const folder = folderPerTest()
  const sent = async (files: Record<string, string>): Promise<string[]> => {
    const root = folder().write(files)
    return (await listFolder(root, await readIgnoreRules(root))).map(({ relative }) => relative)
  }

  const tree = { 'train.py': '', 'data/big.csv': '', 'data/small.csv': '', 'notes.log': '' }
  const cases: [what: string, rules: Record<string, string>, left: string[]][] = [
    ['everything without rules', {}, ['data/big.csv', 'data/small.csv', 'notes.log', 'train.py']],
    ['all but what .gitignore names', { '.gitignore': '*.log\ndata/\n' }, ['.gitignore', 'train.py']],
    [
      'all but what .amlignore names; .gitignore then does not count',
      { '.amlignore': '*.log\n', '.gitignore': '*.py\n' },
      ['.amlignore', '.gitignore', 'data/big.csv', 'data/small.csv', 'train.py'],
    ],
    [
      'by the first pattern that matches, where git takes the last',
      { '.amlignore': '!data/small.csv\n*.csv\n*.log\n' },
      ['.amlignore', 'data/small.csv', 'train.py'],
    ],
    [
      'an exception that comes too late',
      { '.amlignore': '*.csv\n!data/small.csv\n*.log\n' },
      ['.amlignore', 'train.py'],
    ],
    [
      'not by a file further down',
      { 'data/.gitignore': '*\n' },
      ['data/.gitignore', 'data/big.csv', 'data/small.csv', 'notes.log', 'train.py'],
    ],
    [
      'comments, blank lines and Windows line ends are no patterns',
      { '.gitignore': '# *.py\r\n\r\n*.log\r\ndata\r\n' },
      ['.gitignore', 'train.py'],
    ],
    [
      'a pattern rooted at the folder',
      { '.gitignore': '/data/big.csv\n/*.log\n' },
      ['.gitignore', 'data/small.csv', 'train.py'],
    ],
  ]
  for (const [what, rules, left] of cases) {
    it(what, async () => assert.deepEqual(await sent({ ...tree, ...rules }), left))
  }

  it('follows links to files and folders', async () => {
    const root = folder().write({ 'real/a.txt': 'a' })
    fs.symlinkSync('real', folder().at('linked'))
    fs.symlinkSync('real/a.txt', folder().at('b.txt'))
    const files = await listFolder(root, await readIgnoreRules(root))
    assert.deepEqual(
      files.map(({ relative, size }) => [relative, size]),
      [
        ['b.txt', 1],
        ['linked/a.txt', 1],
        ['real/a.txt', 1],
      ],
    )
  })

  it('does not run in circles', async () => {
    const root = folder().write({ 'sub/a.txt': 'a' })
    fs.symlinkSync('..', folder().at('sub/up'))
    const files = await listFolder(root, await readIgnoreRules(root))
    assert.deepEqual(
      files.map(({ relative }) => relative),
      ['sub/a.txt'],
    )
  })
})
