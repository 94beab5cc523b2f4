import assert from 'node:assert/strict'
import * as path from 'node:path'
import { TaskError } from '../../../tasks/common/errors.ts'
import { Agent, fetchUv, run, useVariables } from './agent.ts'
import { writePackages } from './package-folder.ts'
import { basicLogin, startPackageIndex, type Gate, type PackageIndex } from './package-index.ts'

describe('A package index', function () {
  this.timeout(120_000)
  let first: Agent
  let agent: Agent
  let index: PackageIndex | undefined
  before(async () => {
    first = new Agent()
    await fetchUv(first)
  })
  after(() => first.remove())
  beforeEach(() => {
    agent = new Agent()
    agent.takeUvFrom(first)
    writePackages(agent.packages, [{ name: 'apple', version: '1.0' }])
  })
  afterEach(async () => {
    await index?.close()
    agent.remove()
  })
  useVariables(() => ({
    PIP_INDEX_URL: undefined,
    PIP_EXTRA_INDEX_URL: undefined,
    PIP_FIND_LINKS: undefined,
    NO_PROXY: '127.0.0.1',
    UV_CACHE_DIR: path.join(agent.root, 'cache'),
    PIP_NO_CACHE_DIR: '1',
  }))

  const start = async (gate?: Gate): Promise<PackageIndex> =>
    (index = await startPackageIndex(agent.packages, gate))
  const forUvOnly =
    (status: number): Gate =>
    ({ headers }) =>
      headers['user-agent']?.startsWith('uv/') ? status : undefined

  for (const variable of ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL']) {
    it(`that PipAuthenticate leaves in ${variable} is asked by uv, with its password`, async () => {
      const { withLogin, requests } = await start(basicLogin('build', 'tok/en'))
      process.env[variable] = withLogin('build', 'tok/en')
      const host = agent.host({ packages: 'apple', installer: 'uv' })

      const outcome = await run(host)

      assert.match(outcome.message, /with 1 package, installed by uv/)
      assert.ok(requests.some(request => /^GET \/files\/apple.* uv\//.test(request)))
      assert.doesNotMatch(host.log.text + host.log.debugLines.join('\n'), /tok\/en|tok%2Fen/)
    })
  }

  for (const status of [401, 405]) {
    it(`that answers uv with ${status} is asked by pip instead, which is said`, async () => {
      process.env['PIP_INDEX_URL'] = (await start(forUvOnly(status))).url
      const host = agent.host({ packages: 'apple' })

      const outcome = await run(host)

      assert.match(outcome.message, /installed by pip/)
      assert.match(host.log.warnings.join(), /^uv: .*refused.* pip is tried in its place/)
    })

    it(`that answers uv with ${status} is an error where uv was chosen`, async () => {
      process.env['PIP_INDEX_URL'] = (await start(forUvOnly(status))).url

      await assert.rejects(run(agent.host({ packages: 'apple', installer: 'uv' })), (error: unknown) => {
        assert.ok(error instanceof TaskError)
        assert.match(error.message, /refused/)
        assert.match(error.remedy ?? '', /PipAuthenticate@1|installer/)
        return true
      })
      assert.deepEqual(agent.leftovers(), [])
    })
  }

  it('that refuses the password fails as refused with both installers', async () => {
    const { withLogin } = await start(basicLogin('build', 'right'))
    process.env['PIP_INDEX_URL'] = withLogin('build', 'wrong')

    await assert.rejects(run(agent.host({ packages: 'apple' })), (error: unknown) => {
      assert.ok(error instanceof TaskError)
      assert.match(error.message, /refused/)
      return true
    })
    assert.deepEqual(agent.leftovers(), [])
  })
})
