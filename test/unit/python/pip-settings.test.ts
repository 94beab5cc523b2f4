import assert from 'node:assert/strict'
import {
  readPipConfig,
  readPipVariables,
  uvVariables,
  withoutIndex,
} from '../../../tasks/common/python/pip-settings.ts'

describe("pip's settings", () => {
  it('are read from `pip config list`, variables before [install] before [global]', () => {
    const listing = [
      ":env:.index-url='https://variable/simple'",
      "global.index-url='https://global/simple'",
      "install.index-url='https://install/simple'",
      "install.find-links='\\n/a\\n/b'",
      'global.trusted-host="it\'s"',
      "freeze.timeout='9'",
      'a line of something else',
    ].join('\n')
    assert.deepEqual(readPipConfig(listing), {
      'index-url': 'https://variable/simple',
      'find-links': '\n/a\n/b',
      'trusted-host': "it's",
    })
  })

  it('are read from variables where there is no pip', () => {
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
    }
    assert.deepEqual(uvVariables(settings, {}), {
      UV_DEFAULT_INDEX: 'https://user:secret@feed/simple',
      UV_INDEX: 'https://a/simple https://b/simple',
      UV_FIND_LINKS: '/wheels,/more',
      UV_INSECURE_HOST: 'feed other',
      UV_HTTP_TIMEOUT: '60',
    })
  })

  it('do not replace what the machine says to uv itself', () => {
    const variables = uvVariables({ 'index-url': 'https://pip' }, { UV_DEFAULT_INDEX: 'https://uv' })
    assert.deepEqual(variables, {})
  })

  for (const [value, expected] of [
    ['1', true],
    ['true', true],
    ['False', false],
    ['0', false],
  ] as const) {
    it(`with no-index ${value} ${expected ? 'forbid' : 'allow'} every index`, () =>
      assert.equal(withoutIndex({ 'no-index': value }), expected))
  }
})
