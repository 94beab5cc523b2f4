import assert from 'node:assert/strict'
import { Secret } from '../../../../tasks/common/host/secret.ts'
import {
  certificateVariables,
  proxyVariables,
} from '../../../../tasks/common/python/package-index/network-variables.ts'
import { passwordsIn, redactUrls } from '../../../../tasks/common/text/redact-url.ts'

const proxy = {
  url: 'http://proxy.contoso.com:8080',
  username: 'agent',
  password: new Secret('p@ss/word'),
  bypass: ['https?://artifacts\\.contoso\\.com/.*', '^https://localhost:8443/', 'internal', 'a|b'],
}

describe("The agent's proxy", () => {
  it('reaches uv and pip with its credentials encoded and its plain exceptions', () => {
    const url = 'http://agent:p%40ss%2Fword@proxy.contoso.com:8080'
    assert.deepEqual(proxyVariables(proxy, {}, {}), {
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      NO_PROXY: 'artifacts.contoso.com,localhost:8443,internal',
    })
  })

  it('gives way to the proxy of pip, and both to that of the machine', () => {
    assert.equal(proxyVariables(proxy, { proxy: 'http://pip:1' }, {})['HTTPS_PROXY'], 'http://pip:1')
    assert.deepEqual(proxyVariables(proxy, {}, { https_proxy: 'http://machine:1' }), {})
  })
})

describe('The certificates to trust', () => {
  const settings = { proxy: undefined, caFile: '/agent/ca.pem', userAgent: '' }
  const bundle = (): string => '/temp/bundle.pem'

  it("are the system's and the agent's own when nobody names others", () => {
    const variables = certificateVariables(settings, {}, {}, bundle)
    assert.deepEqual(variables, { SSL_CERT_FILE: '/temp/bundle.pem', PIP_CERT: '/temp/bundle.pem' })
  })

  it("are those of pip's settings before those of the agent", () => {
    const variables = certificateVariables(settings, { cert: '/pip.pem' }, {}, bundle)
    assert.deepEqual(variables, { SSL_CERT_FILE: '/pip.pem', PIP_CERT: '/pip.pem' })
  })

  it('are those of REQUESTS_CA_BUNDLE, which uv does not read', () => {
    const variables = certificateVariables(settings, {}, { REQUESTS_CA_BUNDLE: '/requests.pem' }, bundle)
    assert.equal(variables['SSL_CERT_FILE'], '/requests.pem')
  })

  it('are left to the tools when neither machine nor agent names any', () => {
    assert.deepEqual(certificateVariables({ ...settings, caFile: undefined }, {}, {}, bundle), {})
  })
})

describe('A URL with a password', () => {
  const redactions = {
    'Looking in indexes: https://user:pa:ss@feed/simple': 'Looking in indexes: https://***@feed/simple',
    '--index-url=http://token@feed': '--index-url=http://***@feed',
    "global.index-url='https://u:p@x/' and git+https://t@y":
      "global.index-url='https://***@x/' and git+https://***@y",
    'https://feed/@scope/a': 'https://feed/@scope/a',
    'mail a@b.c': 'mail a@b.c',
  }
  for (const [text, expected] of Object.entries(redactions)) {
    it(`is printed as ${expected}`, () => assert.equal(redactUrls(text), expected))
  }

  it('gives its password as written and as meant, and a token without a user too', () => {
    assert.deepEqual(passwordsIn('https://u:a%40b@x https://token@y'), ['a%40b', 'a@b', 'token'])
  })
})
