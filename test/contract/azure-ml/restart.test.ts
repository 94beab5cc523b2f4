import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findRun } from '../../../local/azure/run-history/runs.ts'
import { type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

const processGroup = fileURLToPath(
  new URL('../../../local/azure/execution/processes/process-group.ts', import.meta.url),
)
const watchdog = fileURLToPath(
  new URL('../../../local/azure/execution/processes/watchdog.ts', import.meta.url),
)

describe('Jobs when local Azure ends', function () {
  this.timeout(60_000)
  let stateDirectory: string

  beforeEach(() => {
    stateDirectory = mkdtempSync(join(tmpdir(), 'azure-ml-restart-'))
  })
  afterEach(() => rmSync(stateDirectory, { recursive: true, force: true }))

  it('fail with the reason when it ends in good order', async () => {
    const workspace = await startWorkspace({ stateDirectory })
    await runForever(workspace)
    const { world } = workspace.azure
    await workspace.close()
    const run = findRun(world, 'lost')
    assert.equal(run?.status, 'Failed')
    assert.match(run.error?.message ?? '', /local Azure was ended while the job was running/)
  })

  it('are marked as failed by the next start when it crashed; what had ended stays', async () => {
    const first = await startWorkspace({ stateDirectory })
    await runForever(first)
    const asAfterTheCrash = `${stateDirectory}-crashed`
    cpSync(stateDirectory, asAfterTheCrash, { recursive: true })
    await first.close()
    const second = await startWorkspace({ stateDirectory: asAfterTheCrash })
    try {
      const { status, error } = await second.details('lost')
      assert.equal(status, 'Failed')
      assert.match(error?.error.message ?? '', /local Azure was ended while the job was running/)
      assert.equal((await second.details('done')).status, 'Completed')
    } finally {
      await second.close()
      rmSync(asAfterTheCrash, { recursive: true })
    }
  })

  async function runForever(workspace: WorkspaceUnderTest): Promise<void> {
    const environmentId = await workspace.plainEnvironment()
    const job = { jobType: 'Command', environmentId }
    await workspace.ok('PUT', '/jobs/done', { properties: { ...job, command: 'true' } })
    await workspace.waitFor('done', 'Completed')
    await workspace.ok('PUT', '/jobs/lost', { properties: { ...job, command: 'sleep 600' } })
    await workspace.waitFor('lost', 'Running')
  }

  it('leave no process behind, not even when local Azure is killed', async () => {
    const script = `
      import { runProcessGroup } from ${JSON.stringify(processGroup)}
      import { createWatchdog } from ${JSON.stringify(watchdog)}
      const onOutput = text => process.stdout.write(text)
      const command = { command: 'bash', arguments: ['-c', 'echo $$; sleep 600 & wait'], cwd: '.', environment: process.env }
      void runProcessGroup({ ...command, onOutput }, createWatchdog())
    `
    const parent = spawn(process.execPath, ['--import=tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [text] = (await once(parent.stdout, 'data')) as [Buffer]
    const group = text.toString().trim()
    assert.equal(membersOf(group), 2)
    parent.kill('SIGKILL')
    const deadline = Date.now() + 10_000
    while (membersOf(group) > 0) {
      assert.ok(Date.now() < deadline, `The process group ${group} is still alive.`)
      await delay(30)
    }
  })

  /** Living processes of a group; zombies do not count. */
  function membersOf(group: string): number {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' })
    const rows = stdout.split('\n').map(row => row.trim().split(/\s+/))
    return rows.filter(([own, state]) => own === group && !state?.startsWith('Z')).length
  }
})
