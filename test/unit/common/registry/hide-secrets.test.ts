import assert from 'node:assert/strict'
import { Secret } from '../../../../tasks/common/host/secret.ts'
import { hider } from '../../../../tasks/common/registry/build/hide-secrets.ts'

const secret = 'pa"ss/w (o)rd!+1é~~?>'

describe('a line of a build', () => {
  const hide = hider([new Secret(secret), new Secret('https://user:in%2Furl@feed.example/simple')])
  const lines: Record<string, string> = {
    'as it is': `token=${secret};`,
    'in a URL': `https://x/?t=${encodeURIComponent(secret)}`,
    'in a URL as Python and Rust write it': `t=${encodeURIComponent(secret).replace('!', '%21').replace('(', '%28').replace(')', '%29')}`,
    'in a form': `t=${encodeURIComponent(secret).replace('!', '%21').replace('(', '%28').replace(')', '%29').replace('%20', '+')}`,
    'in JSON': JSON.stringify({ secret }),
    'in JSON without other letters than those of ASCII': JSON.stringify({ secret }).replace('é', '\\u00e9'),
    'in Base64 for URLs': Buffer.from(secret).toString('base64url'),
    'in Base64': `printed ${Buffer.from(secret).toString('base64')}`,
    'in a header of basic authorization': `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`,
    'in Base64 after one more byte': Buffer.from(`users:${secret}`).toString('base64'),
    'in Base64 before more': Buffer.from(`${secret} and more`).toString('base64'),
  }
  for (const [where, line] of Object.entries(lines))
    it(`does not show a secret ${where}`, () => assert.match(hide(line), /\*\*\*/))

  it('does not show the password of a URL that is a secret, however it is written', () => {
    assert.equal(hide('401 for in%2Furl or in/url'), '401 for *** or ***')
  })

  it('is left alone where there is none', () => {
    assert.equal(hide('Step 1/2 : FROM base'), 'Step 1/2 : FROM base')
    assert.equal(hider([])('x'), 'x')
  })
})
