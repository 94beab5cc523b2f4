import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { readDependencyFile } from '../../../../tasks/common/python/dependency-file/dependency-file.ts'
import {
  emptyRequest,
  hasHashes,
  type DependencyRequest,
} from '../../../../tasks/common/python/dependency-file/dependency-request.ts'
import { includesOf, rooted } from '../../../../tasks/common/python/dependency-file/requirements-file.ts'
import { scratchFolder } from './scratch-folder.ts'

describe('A dependency file', () => {
  const folder = scratchFolder()

  it('of pip is read with everything that it includes, each file once', () => {
    folder.write('inner/c.txt', '-r ../requirements.txt\nurllib3<3\n')
    folder.write('inner/b.txt', '-c c.txt\n')
    const file = folder.write('requirements.txt', 'six\n-r inner/b.txt\n--constraint=inner/c.txt\n')
    const { files, contents } = readDependencyFile(file)
    assert.deepEqual(files, [file])
    assert.equal(contents.length, 3)
  })

  it('of pip is read as PowerShell writes it', () => {
    folder.write('base.txt', 'six\n')
    const file = folder.write('wide.txt', '')
    const wide = Buffer.from('\ufeff-r base.txt\r\n', 'utf16le')
    for (const content of [wide, Buffer.from(wide).swap16()]) {
      writeFileSync(file, content)
      assert.deepEqual(readDependencyFile(file).contents, ['-r base.txt\r\n', 'six\n'])
    }
  })

  it('of pip with an include that is not there is refused by both names', () => {
    const file = folder.write('bad.txt', '-r gone.txt\n')
    assert.throws(() => readDependencyFile(file), /bad\.txt includes gone\.txt/)
  })

  it("of the kind pyproject gives its project's dependencies and Python", () => {
    const file = folder.write(
      'pyproject.toml',
      '[project]\nrequires-python = ">=3.10,<3.13"\ndependencies = ["six>=1", "idna; python_version > \'3\'"]\n',
    )
    const { python, requirements } = readDependencyFile(file)
    assert.equal(python, '>=3.10,<3.13')
    assert.deepEqual(requirements, ['six>=1', "idna; python_version > '3'"])
  })

  for (const [text, why] of [
    ['[project', /no valid TOML/],
    ['[tool.x]\na = 1\n', /no \[project\] table/],
    ['[project]\ndynamic = ["dependencies"]\n', /dynamic/],
    ['[project]\ndependencies = "six"\n', /not a list of texts/],
  ] as const) {
    it(`of the kind pyproject is refused when it says ${JSON.stringify(text)}`, () => {
      assert.throws(() => readDependencyFile(folder.write('pyproject.toml', text)), why)
    })
  }
})

describe('Of a pyproject', () => {
  const folder = scratchFolder()
  const text = [
    '[project]',
    'name = "My.Project"',
    'dependencies = ["six"]',
    '[project.optional-dependencies]',
    'train = ["scikit-learn>=1.5"]',
    'serve = ["flask; python_version > \'3\'"]',
    'All = ["my_project[train, serve]", "six"]',
    'loop = ["my-project[loop]", "idna"]',
    '[dependency-groups]',
    'test = ["pytest", {include-group = "Type_Check"}]',
    'type-check = ["mypy"]',
    'a = [{include-group = "b"}]',
    'b = [{include-group = "a"}]',
    'odd = [{path = "x"}]',
  ].join('\n')
  const read = (extras: readonly string[], groups: readonly string[], content = text): DependencyRequest =>
    readDependencyFile(folder.write('pyproject.toml', content), { extras, groups })

  it('extras are added, those that an extra asks of its own project too, each requirement once', () => {
    const { requirements } = read(['all'], [])
    assert.deepEqual(requirements, ['six', 'scikit-learn>=1.5', "flask; python_version > '3'"])
    assert.deepEqual(read(['loop'], []).requirements, ['six', 'idna'])
  })

  it('groups are added with the groups that they include', () => {
    assert.deepEqual(read([], ['test']).requirements, ['six', 'pytest', 'mypy'])
  })

  it('groups are enough where there is no project', () => {
    assert.deepEqual(read([], ['g'], '[dependency-groups]\ng = ["six"]\n').requirements, ['six'])
  })

  it('the choice changes what the environment is keyed by', () => {
    assert.notDeepEqual(read(['train'], []).contents, read([], []).contents)
  })

  it('a dependency that uv would take from a place of its own is refused, for an index may have another of its name', () => {
    const sources =
      '[tool.uv.sources]\nSix = { git = "https://example.org/six" }\nmypy = { workspace = true }\n'
    assert.throws(() => read([], [], `${text}\n${sources}`), /tool\.uv\.sources\] say where six come from/)
    assert.throws(() => read([], ['test'], `${text}\n${sources}`), /say where six, mypy come from/)
    const placed = text
      .replace('["six"]', '["six @ git+https://example.org/six"]')
      .replaceAll('"six"', '"idna"')
    assert.equal(read([], [], `${placed}\n${sources}`).requirements.length, 1)
  })

  for (const [extras, groups, why] of [
    [['tran'], [], /no extra "tran" .* it has: train, serve, All, loop/],
    [[], ['tests'], /no dependency group "tests"; it has: test, type-check/],
    [[], ['a'], /include each other: a > b > a/],
    [[], ['odd'], /neither a requirement nor an include-group/],
  ] as const) {
    it(`the choice "${[...extras, ...groups].join()}" is refused`, () => {
      assert.throws(() => read(extras, groups), why)
    })
  }
})

describe('A line of a requirements file', () => {
  const includes = {
    '-r a.txt': ['a.txt'],
    '-ra.txt': ['a.txt'],
    '--requirement a.txt': ['a.txt'],
    '--requirement=a.txt': ['a.txt'],
    '  -c b/c.txt  # limits': ['b/c.txt'],
    '-r https://example.org/r.txt': [],
    requests: [],
    '# -r a.txt': [],
  }
  for (const [line, files] of Object.entries(includes)) {
    it(`"${line}" includes ${files.join() || 'nothing'}`, () => assert.deepEqual(includesOf(line), files))
  }

  it('means the same elsewhere once it is rooted', () => {
    assert.equal(rooted('-c limits.txt', '/project'), `-c ${path.resolve('/project/limits.txt')}`)
    assert.equal(rooted('--find-links=wheels', '/project'), `--find-links=${path.resolve('/project/wheels')}`)
    for (const line of ['six==1.0', '-f https://example.org/wheels', '-e ./lib'])
      assert.equal(rooted(line, '/project'), line)
  })
})

describe('A request', () => {
  const of = (text: string): DependencyRequest => ({ ...emptyRequest, texts: [text] })

  it('with a hash on any line is one with hashes', () => {
    assert.equal(hasHashes(of('six\nidna==3.7 \\\n    --hash=sha256:abc\n')), true)
    assert.equal(hasHashes(of('six  # was --hash=sha256:abc\n')), false)
  })
})
