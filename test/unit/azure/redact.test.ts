import assert from 'node:assert/strict'
import { redactBody, redactHeaders, redactText } from '../../../local/azure/core/redact.ts'

describe('What the record of traffic leaves out', () => {
  it('the signature of a SAS, wherever it stands', () => {
    const url = 'https://localhost:1/a/c/b?sv=1&sig=abc%2Bd%3D&sp=r'
    assert.equal(redactText(url), 'https://localhost:1/a/c/b?sv=1&sig=***&sp=r')
    assert.equal(redactText(`{"uri":"${url}"}`), '{"uri":"https://localhost:1/a/c/b?sv=1&sig=***&sp=r"}')
  })

  it('headers that carry credentials', () => {
    const headers = {
      Authorization: 'Bearer t',
      'x-azureml-token': 't',
      'set-cookie': ['a=1', 'b=2'],
      accept: 'x',
    }
    assert.deepEqual(redactHeaders(headers), [
      { name: 'Authorization', value: '***' },
      { name: 'x-azureml-token', value: '***' },
      { name: 'set-cookie', value: '***' },
      { name: 'set-cookie', value: '***' },
      { name: 'accept', value: 'x' },
    ])
  })

  it('secret values of JSON at any depth, and nothing else of it', () => {
    const body = {
      properties: [{ primaryKey: 'k', sasToken: 's', name: 'n' }],
      token: { nested: 1 },
      count: 2,
    }
    assert.deepEqual(JSON.parse(redactBody(JSON.stringify(body), 'application/json')), {
      ...body,
      properties: [{ primaryKey: '***', sasToken: '***', name: 'n' }],
    })
  })

  it('an account key, but not the key of a metric', () => {
    const key = Buffer.alloc(64, 7).toString('base64')
    const redacted = (one: object) => redactBody(JSON.stringify(one), 'application/json')
    assert.equal(redacted({ secretsType: 'AccountKey', key }), '{"secretsType":"AccountKey","key":"***"}')
    assert.equal(redacted({ key: 'roc_auc', value: 0.7 }), '{"key":"roc_auc","value":0.7}')
  })

  it('every protected setting of a cluster extension, and a key that is set', () => {
    const redacted = (one: object) => redactBody(JSON.stringify(one), 'application/json')
    const settings = { configurationProtectedSettings: { 'scoringFe.sslCert': 'c', 'scoringFe.sslKey': 'k' } }
    assert.equal(
      redacted(settings),
      '{"configurationProtectedSettings":{"scoringFe.sslCert":"***","scoringFe.sslKey":"***"}}',
    )
    assert.equal(redacted({ keyType: 'Primary', keyValue: 'k' }), '{"keyType":"Primary","keyValue":"***"}')
  })

  it('secret build arguments and the passwords of registries in a run request', () => {
    const request = {
      arguments: [
        { name: 'A', value: 'open', isSecret: false },
        { name: 'B', value: 'hidden', isSecret: true },
      ],
      credentials: { customRegistries: { r: { password: { type: 'Opaque', value: 'hidden' } } } },
    }
    const redacted = redactBody(JSON.stringify(request), 'application/json')
    assert.equal(redacted, JSON.stringify(request).replaceAll('hidden', '***'))
  })

  it('secret fields of a form', () => {
    const form = 'grant_type=client_credentials&client_id=i&client_secret=s&client_assertion=a.b.c'
    const redacted = new URLSearchParams(redactBody(form, 'application/x-www-form-urlencoded'))
    assert.deepEqual(Object.fromEntries(redacted), {
      grant_type: 'client_credentials',
      client_id: 'i',
      client_secret: '***',
      client_assertion: '***',
    })
  })
})
