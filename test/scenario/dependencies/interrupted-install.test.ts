import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { CancelledError, TaskError } from '../../../tasks/common/errors.ts'
import { isRunning, until } from '../../support/processes.ts'
import { Agent, fetchUv, run, useVariables } from './agent.ts'
import { writeSlowPackage } from './package-folder.ts'

describe('An installation that is interrupted', function () {
  this.timeout(120_000)
  let agent: Agent
  const buildFile = (): string => path.join(agent.root, 'build.pid')
  before(async () => {
    agent = new Agent()
    await fetchUv(agent)
  })
  after(() => agent.remove())

  describe('by a cancelled pipeline', () => {
    useVariables(() => ({
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: agent.packages,
      SLOW_BUILD: buildFile(),
      UV_CACHE_DIR: path.join(agent.root, 'cache'),
    }))

    it('ends the installer and all that it started, and leaves nothing half made', async () => {
      writeSlowPackage(agent.packages)
      const controller = new AbortController()
      const host = agent.host({ packages: 'slow' }, controller.signal)
      const rejected = assert.rejects(run(host), CancelledError)
      await until(() => existsSync(buildFile()) && readFileSync(buildFile(), 'utf8') !== '')
      const pid = Number(readFileSync(buildFile(), 'utf8'))
      assert.ok(isRunning(pid))

      const [compensation] = host.compensations
      assert.match(compensation?.what ?? '', /stop the installer/)
      const compensated = compensation?.run(AbortSignal.timeout(6500))
      controller.abort()
      await compensated

      assert.equal(isRunning(pid), false)
      assert.deepEqual(agent.leftovers(), [])
      await rejected
    })
  })

  describe('by an index that cannot be reached', () => {
    useVariables(() => ({
      PIP_INDEX_URL: 'http://reader:s3cr%65t@127.0.0.1:9/simple',
      PIP_FIND_LINKS: undefined,
      HTTP_PROXY: undefined,
      http_proxy: undefined,
      UV_HTTP_RETRIES: '0',
      PIP_RETRIES: '0',
    }))

    for (const installer of ['uv', 'pip']) {
      it(`says so with ${installer}, and tells nobody the password of the index`, async () => {
        const host = agent.host({ packages: `never-cached-${process.pid}`, installer })
        await assert.rejects(run(host), (error: unknown) => {
          assert.ok(error instanceof TaskError)
          assert.match(error.message, /cannot be reached|does not exist/)
          assert.doesNotMatch(String(error.cause), /s3cr/)
          return true
        })
        assert.deepEqual([...new Set(host.masked)].sort(), ['s3cr%65t', 's3cret'])
        assert.doesNotMatch(host.log.text + host.log.debugLines.join('\n'), /s3cr/)
        assert.deepEqual(agent.leftovers(), [])
      })
    }
  })
})
