import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../azure/until.ts'
import { score, startServingWorkspace, startWithCluster } from './serving-workspace.ts'
import { putTinyImage } from './tiny-image.ts'

describe('A local Azure that is started again', function () {
  this.timeout(60_000)
  const stateDirectory = mkdtempSync(join(tmpdir(), 'local-azure-serving-'))
  after(() => {
    rmSync(stateDirectory, { recursive: true, force: true })
  })

  it('serves its deployments again, at the same address with the same key', async () => {
    const first = await startWithCluster({ stateDirectory })
    const uri = await first.makeEndpoint('chd')
    const headers = { authorization: `Bearer ${await first.key('chd')}` }
    await first.deploy('chd', 'blue', await putTinyImage(first.azure.world), {
      environmentVariables: { WHO: 'blue' },
    })
    await first.setTraffic('chd', { blue: 100 })
    await first.close()
    await assert.rejects(score(uri, {}, headers), { code: 'ECONNREFUSED' })

    const second = await startServingWorkspace({ stateDirectory })
    try {
      const { properties } = (await second.ok('GET', '/onlineEndpoints/chd')) as {
        properties: { scoringUri: string }
      }
      assert.equal(properties.scoringUri, uri)
      const statuses = new Set<number>()
      await until('blue serves again', async () => {
        const { status } = await score(uri, {}, headers)
        statuses.add(status)
        return status === 200
      })
      assert.deepEqual(
        [...statuses].filter(status => status !== 200 && status !== 503),
        [],
      )
      assert.equal((JSON.parse((await score(uri, {}, headers)).text) as { who: string }).who, 'blue')
    } finally {
      await second.close()
    }
  })
})
