import assert from 'node:assert/strict'
import {
  readPipVariables,
  type PipSettings,
} from '../../../../tasks/common/python/package-index/pip-settings.ts'
import {
  uvArguments,
  uvVariables,
  withOptionsOf,
  withoutUvCounterpart,
} from '../../../../tasks/common/python/package-index/uv-settings.ts'

describe("pip's settings", () => {
  it('are read from variables too', () => {
    const read = readPipVariables({ PIP_EXTRA_INDEX_URL: 'https://extra', PATH: '/bin', PIP_CERT: '' })
    assert.deepEqual(read, { 'extra-index-url': 'https://extra' })
  })

  it('become the variables of uv', () => {
    const settings = {
      'index-url': 'https://user:secret@feed/simple',
      'extra-index-url': '\nhttps://a/simple\nhttps://b/simple',
      'find-links': '/wheels /more',
      'trusted-host': 'feed other',
      timeout: '59.5',
      retries: '7',
      constraint: '/limits.txt\n/more.txt',
      'build-constraint': '/build.txt',
      'require-hashes': 'true',
      pre: '1',
      'client-cert': '/client.pem',
      'keyring-provider': 'subprocess',
      'use-feature': 'fast-deps truststore',
      'no-build-isolation': 'false', // as pip reads it: no isolation
    }
    assert.deepEqual(uvVariables(settings, {}), {
      UV_DEFAULT_INDEX: 'https://user:secret@feed/simple',
      UV_INDEX: 'https://a/simple https://b/simple',
      UV_FIND_LINKS: '/wheels,/more',
      UV_INSECURE_HOST: 'feed other',
      UV_HTTP_TIMEOUT: '60',
      UV_HTTP_RETRIES: '7',
      UV_CONSTRAINT: '/limits.txt /more.txt',
      UV_BUILD_CONSTRAINT: '/build.txt',
      UV_REQUIRE_HASHES: 'true',
      UV_PRERELEASE: 'allow',
      SSL_CLIENT_CERT: '/client.pem',
      UV_KEYRING_PROVIDER: 'subprocess',
      UV_SYSTEM_CERTS: 'true',
      UV_NO_BUILD_ISOLATION: 'true',
    })
  })

  it('that say no become nothing', () => {
    const settings = { pre: '0', 'require-hashes': 'no', 'no-build-isolation': '1', 'no-index': 'False' }
    assert.deepEqual(uvVariables(settings, {}), {})
    assert.deepEqual(uvArguments(settings), [])
  })

  it('that uv takes as arguments alone become arguments', () => {
    const settings = { 'no-index': 'true', 'no-deps': '1', 'no-binary': 'a,b', 'only-binary': ':all:' }
    assert.deepEqual(uvArguments(settings), [
      ...['--no-index', '--no-deps', '--no-binary', 'a', '--no-binary', 'b', '--only-binary', ':all:'],
    ])
  })

  it('do not replace what the machine says to uv itself, by its older names either', () => {
    const pip = { 'index-url': 'https://pip', 'extra-index-url': 'https://more' }
    assert.deepEqual(uvVariables(pip, { UV_DEFAULT_INDEX: 'https://uv', UV_INDEX: 'https://x' }), {})
    assert.deepEqual(uvVariables(pip, { UV_INDEX_URL: 'https://uv', UV_EXTRA_INDEX_URL: 'https://x' }), {})
  })

  for (const [settings, lost] of [
    [{ 'prefer-binary': '1', 'index-url': 'https://x' }, ['prefer-binary']],
    [{ 'ignore-requires-python': 'yes' }, ['ignore-requires-python']],
    [{ 'keyring-provider': 'import' }, ['keyring-provider=import']],
    [{ 'global-option': '--x' }, ['global-option']],
    [{ 'prefer-binary': '0', pre: '1', 'keyring-provider': 'auto' }, []],
  ] as [PipSettings, string[]][]) {
    it(`${JSON.stringify(settings)} ${lost.length > 0 ? 'are for pip alone' : 'suit uv'}`, () =>
      assert.deepEqual(withoutUvCounterpart(settings), lost))
  }
})

describe('An option in a requirements file that uv passes over', () => {
  it('is handed to it as if pip had been told', () => {
    const text = '--pre\n--trusted-host feed # ours\nsix --global-option="x"\n'
    assert.deepEqual(withOptionsOf(text, { 'trusted-host': 'other' }), {
      pre: '1',
      'trusted-host': 'other feed',
      'global-option': 'in the requirements file',
    })
    assert.deepEqual(withoutUvCounterpart(withOptionsOf('--prefer-binary\nsix', {})), ['prefer-binary'])
  })

  it('is none where only a comment or a package is called so', () => {
    assert.deepEqual(withOptionsOf('# --pre\nsix\n', {}), {})
  })
})
