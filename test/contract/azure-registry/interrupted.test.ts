import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findImage } from '../../../local/azure/registry/images.ts'
import { until } from '../azure/until.ts'
import { contextWith } from './context.ts'
import { type RegistryUnderTest, group, startRegistry } from './registry.ts'
import { type SlowBuild, slowBuild } from './slow-build.ts'

describe('A build that is interrupted', function () {
  this.timeout(240_000)
  let registry: RegistryUnderTest
  let slow: SlowBuild
  let stateDirectory: string
  let runId: string

  beforeEach(async () => {
    slow = slowBuild()
    stateDirectory = mkdtempSync(join(tmpdir(), 'registry-state-'))
    registry = await startRegistry({ stateDirectory })
    runId = await registry.schedule(slow.files)
    await until('the package is being built', () => slow.started(), 60_000)
  })
  afterEach(async () => {
    await registry.close()
    slow.remove()
    rmSync(stateDirectory, { recursive: true, force: true })
  })

  it('is Canceled when it is cancelled, and its processes end', async () => {
    assert.equal((await registry.client.runs.get(group, registry.name, runId)).status, 'Running')
    await registry.client.runs.beginCancelAndWait(group, registry.name, runId)
    const run = await registry.finished(runId)
    assert.equal(run.status, 'Canceled')
    assert.equal(run.complete, 'canceled')
    assert.match(run.log, new RegExp(`Run ID: ${runId} was canceled after \\d+s`))
    assert.deepEqual(run.images, [])
    await until('the process has ended', () => !slow.alive())
  })

  it('shows its log while it is built', async () => {
    const { text = '', metadata } = (await registry.readLog(runId)) ?? {}
    assert.match(text, /Step 7\/19 : RUN python3 -m venv/)
    assert.equal(metadata?.['complete'], undefined)
  })

  it('is in Error after a restart, says so in its log, and what was built before is still there', async () => {
    const good = await registry.finished(await registry.schedule(contextWith('')))
    assert.equal(good.status, 'Succeeded', good.log)
    await registry.close()
    await until('the process has ended', () => !slow.alive())
    registry = await startRegistry({ stateDirectory })
    const run = await registry.finished(runId)
    assert.equal(run.status, 'Error')
    assert.match(run.error ?? '', /local Azure was ended while the image was being built/)
    assert.equal(run.complete, 'internalerror')
    const [image] = good.images
    const found = await findImage(registry.azure.world, `${registry.loginServer}/model@${image?.digest}`)
    assert.equal(found?.digest, image?.digest)
  })

  it('is forgotten by a reset, with every image', async () => {
    await registry.azure.control('POST', '/reset')
    await until('the process has ended', () => !slow.alive())
    assert.equal((await registry.arm('GET', `/runs/${runId}`)).status, 404)
    assert.equal((await registry.arm('GET', '')).status, 200)
    const run = await registry.finished(await registry.schedule(contextWith('')))
    assert.equal(run.status, 'Succeeded', run.log)
  })
})
