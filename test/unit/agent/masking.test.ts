import assert from 'node:assert/strict'

import { secretParameters } from '../../../local/agent/connections/connection.ts'
import { Masker } from '../../../local/agent/masking/masker.ts'

function mask(secret: string, text: string): string {
  const masker = new Masker()
  masker.add(secret)
  return masker.apply(text)
}

describe('Secrets are masked in every form they can take', () => {
  const secret = 'pa"ss\\w%rd+1!'
  const forms: Record<string, string> = {
    'as it is': secret,
    'escaped for JSON': JSON.stringify(secret).slice(1, -1),
    'escaped for a URI': 'pa%22ss%5Cw%25rd%2B1%21',
    'with doubled backslashes': 'pa"ss\\\\w%rd+1!',
    'escaped for a command': 'pa"ss\\w%AZP25rd+1!',
    'in base64': Buffer.from(secret).toString('base64'),
    'in base64 without padding': Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  }
  for (const [name, form] of Object.entries(forms)) {
    it(name, () => {
      assert.equal(mask(secret, `<${form}>`), '<***>')
    })
  }

  it('inside a longer text that is in base64 as a whole', () => {
    const encoded = Buffer.from('user:correct-horse-battery').toString('base64')
    assert.match(mask('correct-horse-battery', encoded), /\*\*\*/)
  })

  it('without the quotes that it was given in, and without the spaces around it', () => {
    assert.equal(mask('"quoted"', 'quoted'), '***')
    assert.equal(mask('  spaced ', 'spaced'), '***')
  })

  it('line by line', () => {
    assert.equal(mask('first\nsecond', 'a second line'), 'a *** line')
  })

  it('as one mask where two of them overlap or touch', () => {
    const masker = new Masker()
    masker.add('abcd')
    masker.add('cdef')
    masker.add('gh')
    assert.equal(masker.apply('-abcdefgh-'), '-***-')
  })

  it('in the password of a URL', () => {
    assert.equal(new Masker().apply('https://me:hidden@host/x'), 'https://me:***@host/x')
  })

  it('masks each character of a secret of one character, as the agent does', () => {
    assert.equal(mask('x', 'axbx'), 'a***b***')
  })
})

describe('Of a service connection', () => {
  it('all parameters are secret but those on the short list', () => {
    const connection = {
      id: '1',
      name: 'azure',
      url: '',
      scheme: 'ServicePrincipal',
      data: {},
      parameters: {
        tenantid: 't',
        serviceprincipalid: 'p',
        serviceprincipalkey: 'k',
        authenticationType: 'spnKey',
      },
    }
    assert.deepEqual(secretParameters(connection), ['p', 'k'])
  })
})
