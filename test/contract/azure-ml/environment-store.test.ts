import { completionMark } from '../../../local/azure/execution/environments/build.ts'
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type EnvironmentStore,
  createEnvironmentStore,
} from '../../../local/azure/execution/environments/environment-store.ts'
import { programDirectory, userCacheDirectory } from '../../../local/azure/execution/environments/tool.ts'
import { type Watchdog, createWatchdog } from '../../../local/azure/execution/processes/watchdog.ts'

describe('The environments of local Azure', function () {
  this.timeout(120_000)
  const plan = { python: '3.11', requirements: ['six==1.17.0'], notes: [] }
  let directory: string
  let watchdog: Watchdog

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'azure-ml-environments-'))
    watchdog = createWatchdog()
  })
  afterEach(() => {
    watchdog.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const store = (): EnvironmentStore =>
    createEnvironmentStore({ directory, toolDirectory: join(userCacheDirectory(), 'tools'), watchdog })
  const builds = (lines: string[]) =>
    lines.filter(line => line.startsWith('Creating virtual environment')).length

  it('are built once for all who ask at the same time, and each gets the whole log', async () => {
    const environments = store()
    const logs: string[][] = [[], [], []]
    const homes = await Promise.all(logs.map(log => environments.build(plan, line => log.push(line))))
    assert.equal(new Set(homes).size, 1)
    assert.deepEqual(logs.map(builds), [1, 1, 1])
    assert.ok(existsSync(join(programDirectory(homes[0] ?? ''), 'python')))
    assert.equal(environments.find(plan), homes[0])
  })

  it('are built once by two stores over one directory', async () => {
    const lines: string[] = []
    await Promise.all([store(), store()].map(one => one.build(plan, line => lines.push(line))))
    assert.equal(builds(lines), 1)
    assert.ok(lines.includes('Another process has built this environment.'))
  })

  it('are built again when a build was cut short', async () => {
    const home = await store().build(plan, () => {})
    rmSync(join(home, completionMark))
    writeFileSync(join(home, 'half-made'), '')
    assert.equal(store().find(plan), undefined)
    await store().build(plan, () => {})
    assert.equal(store().find(plan), home)
    assert.equal(existsSync(join(home, 'half-made')), false)
  })

  it('are built again when the interpreter they were made of is gone', async () => {
    const home = await store().build({ ...plan, requirements: [] }, () => {})
    rmSync(join(programDirectory(home), 'python'))
    assert.equal(store().find({ ...plan, requirements: [] }), undefined)
  })

  it('are one for each content', async () => {
    const environments = store()
    await environments.build({ ...plan, requirements: [] }, () => {})
    assert.equal(environments.find(plan), undefined)
    assert.equal(readdirSync(directory).filter(name => !name.endsWith('.lock')).length, 1)
  })

  it('fail with the words of uv for a package that nobody publishes, and may be tried again', async () => {
    const environments = store()
    const impossible = { ...plan, requirements: ['six==0.0.0.dev1'] }
    const lines: string[] = []
    await assert.rejects(
      environments.build(impossible, line => lines.push(line)),
      /could not be installed[^]*six==0\.0\.0\.dev1/,
    )
    assert.match(lines.join('\n'), /No solution found/)
    assert.equal(environments.find(impossible), undefined)
  })
})
