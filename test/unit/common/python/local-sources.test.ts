import assert from 'node:assert/strict'
import { rmSync, symlinkSync, truncateSync } from 'node:fs'
import * as path from 'node:path'
import { digestOfSources } from '../../../../tasks/common/python/dependency-file/local-sources.ts'
import { scratchFolder } from './scratch-folder.ts'

describe('The digest of a local package', () => {
  const folder = scratchFolder()
  const digest = (): string | undefined => digestOfSources([path.join(folder.path, 'lib')])
  beforeEach(() => {
    folder.write('lib/pyproject.toml', '[project]')
    folder.write('lib/src/mine/__init__.py', 'x = 1')
  })
  afterEach(() => rmSync(path.join(folder.path, 'lib'), { recursive: true }))

  const changes: Readonly<Record<string, () => unknown>> = {
    'of the text of a file': () => folder.write('lib/src/mine/__init__.py', 'x = 2'),
    'to another name of a file': () => folder.write('lib/src/mine/more.py', ''),
    'that takes a file away': () => rmSync(path.join(folder.path, 'lib/pyproject.toml')),
  }
  for (const [what, change] of Object.entries(changes)) {
    it(`changes with a change ${what}`, () => {
      const before = digest()
      change()
      assert.notEqual(digest(), before)
    })
  }

  it('does not change by what Git, Python and builds write beside the sources', () => {
    const before = digest()
    for (const name of [
      '.git/HEAD',
      'src/mine/__pycache__/a.pyc',
      'src/mine.egg-info/PKG-INFO',
      'build/lib/a.py',
    ])
      folder.write(`lib/${name}`, 'x')
    assert.equal(digest(), before)
  })

  it('ends in spite of a link that leads round in a circle', () => {
    symlinkSync(path.join(folder.path, 'lib'), path.join(folder.path, 'lib/src/round'))
    assert.match(digest() ?? '', /^[0-9a-f]{64}$/)
  })

  it('is not known of a package too large to read each time', () => {
    truncateSync(folder.write('lib/data.bin', ''), 65 * 1024 * 1024)
    assert.equal(digest(), undefined)
  })

  it('is known of an archive, and of one that is not there', () => {
    const archive = folder.write('lib/a-1.whl', 'first')
    const before = digestOfSources([archive])
    folder.write('lib/a-1.whl', 'other')
    assert.notEqual(digestOfSources([archive]), before)
    rmSync(archive)
    assert.notEqual(digestOfSources([archive]), before)
  })
})
