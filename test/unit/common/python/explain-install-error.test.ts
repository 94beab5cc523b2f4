import assert from 'node:assert/strict'
import {
  explainInstallError,
  lastLines,
} from '../../../../tasks/common/python/installer/explain-install-error.ts'

const outputs: readonly (readonly [string, RegExp])[] = [
  [
    'error: Failed to fetch: https://x/\n  cause: HTTP status client error (401 Unauthorized)',
    /refused the credentials/,
  ],
  ['ERROR: 403 Client Error: Forbidden\nERROR: 403 Forbidden', /refused the credentials/],
  [
    'WARNING: 401 Error, Credentials not correct for http://x\nERROR: (from versions: none)',
    /refused the credentials/,
  ],
  ['× Failed\n  ╰─▶ HTTP status client error (405 Method Not Allowed) for url', /refused the credentials/],
  ['error: Hash mismatch for `seed==1.5`', /not what its hash promises/],
  ['ERROR: Hashes are required in --require-hashes mode', /has no hash/],
  ['error: Distribution not found at: file:///x', /local package is not where/],
  ['error: x\n  cause: invalid peer certificate: UnknownIssuer', /certificate is not trusted/],
  ['error: x\n  cause: dns error', /cannot be reached/],
  [
    'WARNING: Retrying ... NewConnectionError\nERROR: No matching distribution found for x',
    /cannot be reached/,
  ],
  [
    'ERROR: ... Ignored the following versions that require a different python: Requires-Python',
    /support this Python/,
  ],
  [
    'ERROR: (from versions: none)\nERROR: No matching distribution found for x',
    /does not exist in the package/,
  ],
  ['ERROR: (from versions: 1.0)\nERROR: No matching distribution found for x==2', /version of a package/],
  ['ERROR: ResolutionImpossible: for help visit', /contradict/],
  ['error: Failed to build `x==1`', /could not be built/],
  ['OSError: [Errno 28] No space left on device', /disk of the agent is full/],
  ['something else', /uv could not install/],
]

describe('A failed installation', () => {
  for (const [output, what] of outputs) {
    it(`that says ${JSON.stringify(output.slice(0, 60))} is explained as ${what.source}`, () => {
      const error = explainInstallError('uv', output)
      assert.match(error.message, what)
      assert.ok(error.likelyCause)
      assert.ok(error.remedy)
    })
  }

  it('is quoted from the line where the installer gave up, and not at length', () => {
    const noise = Array.from({ length: 40 }, (_, n) => `Downloading ${n}`).join('\n')
    const quoted = lastLines(
      `${noise}\nerror: No solution\n  cause: because\n[notice] new pip\n${noise}`,
    ).split('\n')
    assert.deepEqual(quoted.slice(0, 2), ['error: No solution', '  cause: because'])
    assert.equal(quoted.length, 12)
  })

  it('is quoted from its end when no line says that it failed', () =>
    assert.equal(lastLines('1\n2\n3\n4\n5\n6\n7\n8'), '3\n4\n5\n6\n7\n8'))
})
