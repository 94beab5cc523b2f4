import assert from 'node:assert/strict'
import { withoutLogins } from '../../../../tasks/common/text/redact-url.ts'

describe('A URL in a file that is kept', () => {
  const urls: Readonly<Record<string, string>> = {
    'lib @ git+https://me:s3cret@example.org/lib@0123': 'lib @ git+https://example.org/lib@0123',
    'lib @ git+https://s3cret@example.org/lib@0123': 'lib @ git+https://example.org/lib@0123',
    'lib @ git+ssh://git@example.org/lib@0123': 'lib @ git+ssh://git@example.org/lib@0123',
    'lib @ git+ssh://git:s3cret@example.org/lib': 'lib @ git+ssh://git@example.org/lib',
    'lib @ https://example.org/a@b/lib.whl': 'lib @ https://example.org/a@b/lib.whl',
    'lib @ file:///opt/a@b': 'lib @ file:///opt/a@b',
  }
  for (const [url, kept] of Object.entries(urls)) {
    it(`${url.replaceAll('s3cret', '…')} is ${kept}`, () => assert.equal(withoutLogins(url), kept))
  }
})
