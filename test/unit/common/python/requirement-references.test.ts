import assert from 'node:assert/strict'
import * as path from 'node:path'
import { referencesIn } from '../../../../tasks/common/python/dependency-file/requirement-references.ts'

const of = (line: string) => referencesIn(line, '/job')
const commit = '0123456789abcdef0123456789abcdef01234567'
const hash = 'a'.repeat(64)

describe('A line of a requirements file', () => {
  const local: Readonly<Record<string, string>> = {
    '-e .': '.',
    '-e lib': 'lib',
    '-e ./lib[train,test]': 'lib',
    '--editable=lib # ours': 'lib',
    './wheels/a-1-py3-none-any.whl': 'wheels/a-1-py3-none-any.whl',
    '../lib': '../lib',
    'packages/mine': 'packages/mine',
    'packages/mine ; python_version >= "3"': 'packages/mine',
    'mine-1.0.tar.gz': 'mine-1.0.tar.gz',
    'mine @ ./packages/mine': 'packages/mine',
    'mine @ file:///opt/mine': '/opt/mine',
    'mine[extra] @ file:packages/mine': 'packages/mine',
    'file:///opt/mine#egg=mine': '/opt/mine',
    '/opt/lib': '/opt/lib',
    '.': '.',
    '.[dev]': '.',
  }
  for (const [line, target] of Object.entries(local)) {
    it(`"${line}" names ${target} on this machine`, () =>
      assert.deepEqual(of(line), {
        local: [path.resolve('/job', target)],
        editable: /^(-e|--editable)/.test(line) ? [path.resolve('/job', target)] : [],
        moving: [],
      }))
  }

  for (const line of [
    'git+https://example.org/lib.git',
    'git+https://example.org/lib.git@main',
    'git+https://example.org/lib.git@v1.0#subdirectory=x',
    'git+https://example.org/lib.git@0123456',
    'git+ssh://git@example.org/lib.git',
    `git+https://me@example.org/${commit}/lib.git`,
    '-e git+https://example.org/lib.git@main#egg=lib',
    'lib @ git+https://example.org/lib@main ; sys_platform == "linux"',
    'hg+https://example.org/lib@default',
    'https://example.org/lib/archive/main.zip',
    'lib @ https://example.org/lib-1.0.tar.gz',
    '-r https://example.org/requirements.txt',
    '--constraint https://example.org/constraints.txt',
  ]) {
    it(`"${line}" may be something else tomorrow`, () => {
      const { local, moving } = of(line)
      assert.deepEqual(local, [])
      assert.equal(moving.length, 1)
    })
  }

  for (const line of [
    'six',
    'six==1.0 # ./x',
    'six[extra] >=1,<2 ; platform_machine == "x/y"',
    'torch==2.0+cpu',
    `git+https://example.org/lib.git@${commit}`,
    `lib @ git+ssh://git@example.org/lib.git@${commit}#subdirectory=x`,
    'lib @ https://example.org/lib-1.0-py3-none-any.whl',
    `lib @ https://example.org/lib.zip#sha256=${hash}`,
    `https://example.org/lib.zip \\\n    --hash=sha256:${hash}`,
    '--extra-index-url https://x/',
    '--find-links ./wheels',
    '-r more/base.txt',
    '-c ../limits.txt',
  ]) {
    it(`"${line}" stands still`, () => assert.deepEqual(of(line), { local: [], editable: [], moving: [] }))
  }
})
