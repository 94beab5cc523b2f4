import assert from 'node:assert/strict'
import * as path from 'node:path'
import { settingsInKey } from '../../../../tasks/common/python/environment/environment-key.ts'
import type { PipSettings } from '../../../../tasks/common/python/package-index/pip-settings.ts'
import { scratchFolder } from './scratch-folder.ts'

describe("A machine's settings in the key of an environment", () => {
  const folder = scratchFolder()
  const of = (
    pip: PipSettings,
    environment: Readonly<Record<string, string>> = {},
    uses: 'uv' | 'pip' = 'uv',
    project = 'none',
  ) => settingsInKey(pip, environment, uses, path.join(folder.path, project))

  it('tell two feeds apart, but not two logins at one', () => {
    const feed = (login: string, name: string) => of({ 'index-url': `https://${login}@host/${name}/simple` })
    assert.notDeepEqual(feed('build:token1', 'one'), feed('build:token1', 'two'))
    assert.deepEqual(feed('build:token1', 'one'), feed('build:token2', 'one'))
    assert.deepEqual(feed('build:token1', 'one'), of({ 'index-url': 'https://host/one/simple' }))
    assert.doesNotMatch(feed('build:token1', 'one').join(), /token1|build/)
  })

  it('are what uv itself is told, unless pip installs', () => {
    const environment = { UV_DEFAULT_INDEX: 'https://u:p@host/simple', UV_INDEX_HOST_PASSWORD: 's3cret' }
    assert.deepEqual(of({}, environment), ['UV_DEFAULT_INDEX https://host/simple'])
    assert.deepEqual(of({}, environment, 'pip'), [])
  })

  it('hold the text of constraints, not their place', () => {
    const first = folder.write('a/limits.txt', 'six<2\r\n')
    const other = folder.write('b/limits.txt', 'six<2\n')
    assert.deepEqual(of({ constraint: first }), of({ constraint: other }))
    assert.deepEqual(of({ constraint: first }), of({}, { UV_CONSTRAINT: first }))
    folder.write('b/limits.txt', 'six<1\n')
    assert.notDeepEqual(of({ constraint: first }), of({ constraint: other }))
  })

  it('hold what configures uv in the folder where it works, unless pip installs', () => {
    const home = { HOME: path.join(folder.path, 'home') }
    const inProject = (text: string, file = 'uv.toml'): string[] => {
      folder.write(`p/${file}`, text)
      return of({}, home, 'uv', 'p/src/inner')
    }
    assert.deepEqual(of({}, home), [])
    folder.write('home/.config/uv/uv.toml', 'offline = true')
    assert.deepEqual(of({}, home), ['offline = true'])
    assert.deepEqual(inProject('[project]\nname = "uv"\n', 'pyproject.toml'), ['offline = true'])
    const table = inProject('[project]\nname = "x"\n[tool.uv]\nno-index = true\n', 'pyproject.toml')
    assert.deepEqual(table, ['{"no-index":true}', 'offline = true'])
    const own = 'index-url = "https://a:b@host/simple"'
    assert.deepEqual(inProject(own), ['index-url = "https://host/simple"', 'offline = true'])
    assert.deepEqual(of({}, { ...home, UV_NO_CONFIG: '1' }, 'uv', 'p'), [])
    assert.deepEqual(of({}, { UV_CONFIG_FILE: path.join(home.HOME, '.config/uv/uv.toml') }, 'uv', 'p'), [
      'offline = true',
    ])
    assert.deepEqual(of({}, home, 'pip', 'p'), [])
  })

  for (const name of ['extra-index-url', 'find-links', 'pre', 'no-binary', 'require-hashes', 'no-deps']) {
    it(`hold ${name}`, () => assert.notDeepEqual(of({ [name]: '1' }), of({})))
  }

  for (const name of [
    'timeout',
    'retries',
    'proxy',
    'cert',
    'client-cert',
    'trusted-host',
    'cache-dir',
    'quiet',
  ]) {
    it(`do not hold ${name}, which changes no package`, () => assert.deepEqual(of({ [name]: '1' }), of({})))
  }
})
