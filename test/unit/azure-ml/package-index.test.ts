import assert from 'node:assert/strict'
import {
  readPipConfiguration,
  uvIndexVariables,
} from '../../../local/azure/execution/environments/package-index.ts'

describe('The machine’s package index settings', () => {
  const listing = [
    "global.index-url='https://file.test/simple'",
    "global.extra-index-url='\\nhttps://one.test\\nhttps://two.test'",
    ":env:.index-url='https://variable.test/simple'",
    "global.cert='/certificates.pem'",
    "download.index-url='https://not-for-install.test'",
  ].join('\n')

  it('are read from pip, where a variable wins over a file', () => {
    const settings = readPipConfiguration(listing)
    assert.equal(settings['index-url'], 'https://variable.test/simple')
    assert.equal(settings['cert'], '/certificates.pem')
  })

  it('are said to uv in its own variables', () => {
    assert.deepEqual(uvIndexVariables(readPipConfiguration(listing), {}), {
      UV_DEFAULT_INDEX: 'https://variable.test/simple',
      UV_INDEX: 'https://one.test https://two.test',
      SSL_CERT_FILE: '/certificates.pem',
    })
  })

  it('leave alone what the machine says to uv itself', () => {
    const own = { UV_DEFAULT_INDEX: 'https://own.test', SSL_CERT_FILE: '/own.pem' }
    assert.deepEqual(Object.keys(uvIndexVariables(readPipConfiguration(listing), own)), ['UV_INDEX'])
  })

  it('take the certificates of requests where pip names none', () => {
    assert.deepEqual(uvIndexVariables({}, { REQUESTS_CA_BUNDLE: '/requests.pem' }), {
      SSL_CERT_FILE: '/requests.pem',
    })
  })
})
