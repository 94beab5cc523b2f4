import assert from 'node:assert/strict'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

const hour = { kind: 'time' as const, milliseconds: 3_600_000 }

describe('The states of a job in local Azure', function () {
  this.timeout(120_000)
  let workspace: WorkspaceUnderTest
  let environmentId: string

  before(async () => {
    workspace = await startWorkspace()
    environmentId = await workspace.plainEnvironment()
    await submit('warm', { command: 'true' })
    await workspace.waitFor('warm', 'Completed')
  })
  after(() => workspace.close())
  afterEach(() => workspace.azure.world.pace.clear())

  const submit = (name: string, properties: Json) =>
    workspace.ok('PUT', `/jobs/${name}`, {
      properties: { jobType: 'Command', environmentId, ...properties },
    })
  const cancel = (name: string) => workspace.arm('POST', `/jobs/${name}/cancel`)
  const control = (method: string, path: string, body?: object) => workspace.azure.control(method, path, body)

  for (const state of ['Starting', 'Queued', 'Finalizing'] as const) {
    it(`last as long as the pace says: a job is cancelled in ${state}`, async () => {
      workspace.azure.world.pace.set(state === 'Queued' ? 'job' : `job.${state}`, hour)
      const name = `in-${state.toLowerCase()}`
      await submit(name, { command: 'echo ran' })
      await workspace.waitFor(name, state)
      await cancel(name)
      assert.equal((await workspace.waitFor(name, 'Canceled'))['error'], null)
    })
  }

  it('last as long as the pace says: a job is cancelled in Preparing, while its image is made', async () => {
    workspace.azure.world.pace.set('job.Preparing', hour)
    const condaFile = 'dependencies: [python=3.11, {pip: [wheel]}]'
    await workspace.ok('PUT', '/environments/other/versions/1', { properties: { image: 'base', condaFile } })
    await submit('in-preparing', { command: 'true', environmentId: 'azureml:other:1' })
    await workspace.waitFor('in-preparing', 'Preparing')
    await cancel('in-preparing')
    await workspace.waitFor('in-preparing', 'Canceled')
  })

  it('include CancelRequested for as long as the pace says', async () => {
    workspace.azure.world.pace.set('job.CancelRequested', hour)
    await submit('asked', { command: 'sleep 600' })
    await workspace.waitFor('asked', 'Running')
    const { headers } = await cancel('asked')
    await workspace.waitFor('asked', 'CancelRequested')
    assert.ok(headers['location'])
    workspace.azure.world.pace.clear()
    await workspace.waitFor('asked', 'Canceled')
  })

  it('are those that the control API pretends, in every API, until it takes that back', async () => {
    await submit('stalled', { command: 'sleep 600' })
    await workspace.waitFor('stalled', 'Running')
    for (const status of ['NotResponding', 'Paused', 'CancelRequested']) {
      assert.equal((await control('PUT', '/jobs/stalled/status', { status })).status, 200)
      const { properties } = await workspace.ok('GET', '/jobs/stalled')
      assert.equal((properties as Json)['status'], status)
      assert.equal((await workspace.details('stalled')).status, status)
    }
    await control('PUT', '/jobs/stalled/status', { status: null })
    assert.equal((await workspace.details('stalled')).status, 'Running')
    await control('PUT', '/jobs/stalled/status', { status: 'Paused' })
    await cancel('stalled')
    await workspace.waitFor('stalled', 'Canceled')
  })

  it('are pretended for runs that are there, and only states that Azure knows', async () => {
    assert.equal((await control('PUT', '/jobs/nobody/status', { status: 'Paused' })).status, 404)
    assert.equal((await control('PUT', '/jobs/warm/status', { status: 'Sleeping' })).status, 400)
  })

  describe('and its logs', () => {
    const names = async (name: string) => Object.keys((await workspace.details(name)).logFiles)
    const writes = 'for i in 1 2 3; do echo line $i; sleep 0.5; done'

    it('never appear when they are ruled so', async () => {
      await control('PUT', '/jobs/mute/logs', { kind: 'never' })
      await submit('mute', { command: writes })
      await workspace.waitFor('mute', 'Completed')
      assert.deepEqual(await names('mute'), [])
    })

    it('appear late, whole, at the end at the latest', async () => {
      await control('PUT', '/jobs/late/logs', { kind: 'late' })
      await submit('late', {
        command: `${writes}; until [ -f go ]; do sleep 0.1; [ $SECONDS -gt 2 ] && touch go; done`,
      })
      await workspace.waitFor('late', 'Running')
      assert.deepEqual(await names('late'), [])
      await workspace.waitFor('late', 'Completed')
      assert.equal(await workspace.readLog('late'), 'line 1\nline 2\nline 3\n')
    })

    it('get another name while they grow, with what they held', async () => {
      await control('PUT', '/jobs/renamed/logs', {
        kind: 'rename',
        afterBytes: 1,
        name: 'user_logs/std_log_0.txt',
      })
      await submit('renamed', { command: writes })
      await workspace.waitFor('renamed', 'Completed')
      assert.deepEqual(await names('renamed'), ['user_logs/std_log_0.txt'])
      assert.equal(await workspace.readLog('renamed', 'user_logs/std_log_0.txt'), 'line 1\nline 2\nline 3\n')
    })

    it('are rotated: the name begins anew, and what it held is beside it', async () => {
      await control('PUT', '/jobs/rotated/logs', { kind: 'rotate', afterBytes: 6 })
      await submit('rotated', { command: writes })
      await workspace.waitFor('rotated', 'Completed')
      const parts = await Promise.all(
        (await names('rotated')).sort().map(name => workspace.readLog('rotated', name)),
      )
      assert.equal(parts.join(''), 'line 1\nline 2\nline 3\n')
      assert.ok(parts.length > 2, `There are ${parts.length} logs.`)
    })

    it('are ruled by known rules only', async () => {
      assert.equal((await control('PUT', '/jobs/x/logs', { kind: 'vanish' })).status, 400)
    })
  })
})
