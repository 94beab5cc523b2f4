import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
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
      'an exception that comes before what it excepts from',
      { '.amlignore': '!data/small.csv\n*.csv\n*.log\n' },
      ['.amlignore', 'train.py'],
    ],
    [
      'by the last pattern that matches',
      { '.amlignore': '*.csv\n!data/small.csv\n*.log\n' },
      ['.amlignore', 'data/small.csv', 'train.py'],
    ],
    [
      'an exception below a folder that is left out, where git would not look',
      { '.amlignore': 'data/\n!data/small.csv\n*.log\n' },
      ['.amlignore', 'data/small.csv', 'train.py'],
    ],
    [
      'in the case that it is written in',
      { '.amlignore': '*.CSV\nDATA/\n*.log\n' },
      ['.amlignore', 'data/big.csv', 'data/small.csv', 'train.py'],
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

  it('judges a linked file by its own name, and one below a linked folder by where the link leads', async () => {
    folder().write({
      'code/train.py': 't',
      'code/.amlignore': '*.csv\nlinked/\nalias.txt\n../shared/secret.txt\n',
      'shared/util.py': 'u',
      'shared/secret.txt': 's',
      'shared/deep/x.csv': 'x',
      'shared/deep/y.txt': 'y',
    })
    const links = {
      linked: '../shared',
      'helper.py': '../shared/util.py',
      'alias.txt': '../shared/deep/y.txt',
    }
    for (const [name, target] of Object.entries(links)) fs.symlinkSync(target, folder().at(`code/${name}`))
    const root = folder().at('code')
    const files = await listFolder(root, await readIgnoreRules(root))
    assert.deepEqual(
      files.map(({ relative }) => relative),
      ['.amlignore', 'helper.py', 'linked/deep/y.txt', 'linked/util.py', 'train.py'],
    )
    assert.equal(files[1]?.absolute, fs.realpathSync(folder().at('shared/util.py')))
  })

  it('6.2 names a link that leads nowhere, unless it is left out', async () => {
    const root = folder().write({ 'train.py': 't' })
    fs.symlinkSync('gone.txt', folder().at('dangling'))
    await assert.rejects(listFolder(root, await readIgnoreRules(root)), {
      message: `The link ${fs.realpathSync(root)}/dangling leads nowhere.`,
      remedy: /\.amlignore/,
    })
    folder().write({ '.amlignore': 'dangling\n' })
    const files = await listFolder(root, await readIgnoreRules(root))
    assert.deepEqual(
      files.map(({ relative }) => relative),
      ['.amlignore', 'train.py'],
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

interface Vectors {
  readonly paths: readonly string[]
  /** Pattern -> the paths that the official client's own matcher takes. */
  readonly patterns: Readonly<Record<string, readonly string[]>>
}

describe("the patterns of an ignore file match as the official client's do", () => {
  const { paths, patterns } = createRequire(import.meta.url)('./ignore-patterns.json') as Vectors
  const folder = folderPerTest()
  for (const [pattern, matched] of Object.entries(patterns)) {
    it(JSON.stringify(pattern), async () => {
      const line = pattern.startsWith('!') ? `**\n${pattern}` : pattern
      const rules = await readIgnoreRules(folder().write({ '.amlignore': `${line}\n` }))
      const found = paths.filter(one => rules.excludes(one) !== pattern.startsWith('!'))
      assert.deepEqual(found, matched)
    })
  }
})
