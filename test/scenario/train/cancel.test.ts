import assert from 'node:assert/strict'
import { folderPerTest, type TestFolder } from '../../support/folder.ts'
import { trainWorld, type TrainWorld } from '../../support/train-world.ts'

const STATE = 'mlops.train.jobs'

interface Cancelled {
  readonly world: TrainWorld
  /** What the runner does on SIGINT: the work aborts, the compensations run. */
  cancel(): Promise<void>
}

function cancellable(folder: TestFolder, inputs: Record<string, string> = {}): Cancelled {
  const controller = new AbortController()
  const world = trainWorld(folder, inputs, { signal: controller.signal })
  const cancel = async (): Promise<void> => {
    const budget = new AbortController().signal
    const running = [...world.host.compensations].map(compensation => compensation.run(budget))
    controller.abort()
    await Promise.all(running)
  }
  return { world, cancel }
}

const cancels = ({ wire }: TrainWorld): number => wire.sent('POST', /\/jobs\/[^/]+\/cancel\?/).length

const remembered = ({ host }: TrainWorld): { jobs: string[]; cancel: boolean } =>
  JSON.parse(host.state.get(STATE) ?? '{}') as { jobs: string[]; cancel: boolean }

describe('6.4 cancelling a pipeline that trains', () => {
  const folder = folderPerTest()

  it('while the job runs: Azure is asked to cancel it, the work stops', async () => {
    const { world, cancel } = cancellable(folder())
    let cancelled: Promise<void> | undefined
    world.wire.on('GET', /\/details/, () => {
      cancelled ??= cancel()
      return { body: { runId: 'j', status: 'Running', logFiles: {} } }
    })
    await assert.rejects(world.train())
    await cancelled
    assert.equal(cancels(world), 1)
    assert.deepEqual(
      [...world.world.jobs.values()].map(({ status }) => status),
      ['CancelRequested'],
    )
  })

  it('before the job exists: nothing is cancelled and nothing is remembered', async () => {
    const { world, cancel } = cancellable(folder())
    world.wire.on('GET', /\/computes\//, async () => {
      await cancel()
      return { body: {} }
    })
    await assert.rejects(world.train())
    assert.deepEqual([cancels(world), world.host.state.get(STATE)], [0, undefined])
    assert.equal(world.wire.sent('PUT', /./).length, 0)
  })

  it('after its name was claimed, before it was sent: it never comes to be, and the post part sees that', async () => {
    const { world, cancel } = cancellable(folder())
    world.wire.on('GET', /\/codes\//, async () => {
      await cancel()
      return { body: { value: [] } }
    })
    await assert.rejects(world.train())
    assert.deepEqual([...world.world.jobs.keys()], [])
    const after = trainWorld(folder())
    after.host.state.set(STATE, world.host.state.get(STATE) ?? '')
    await after.post()
    assert.match(after.host.log.lines.at(-1) ?? '', /^Job chd-[0-9a-f]{12} was never created\.$/)
  })

  it('while the job is being created: it is cancelled although its answer never came', async () => {
    const { world, cancel } = cancellable(folder())
    const submitted = world.world.jobs
    world.wire.on('PUT', /\/jobs\//, async ({ url }) => {
      submitted.set(url.pathname.split('/').at(-1) ?? '', { status: 'NotStarted', properties: {} })
      await cancel()
      throw new Error('socket hang up')
    })
    await assert.rejects(world.train())
    assert.equal(cancels(world), 1)
    assert.deepEqual(
      [...submitted.values()].map(({ status }) => status),
      ['CancelRequested'],
    )
    assert.equal(remembered(world).cancel, true)
  })

  it('with the wish to leave the job running: it is left', async () => {
    const { world, cancel } = cancellable(folder(), { onCancel: 'leaveRunning' })
    world.wire.on('GET', /\/details/, async () => {
      await cancel()
      return { body: { runId: 'j', status: 'Running', logFiles: {} } }
    })
    await assert.rejects(world.train())
    assert.equal(cancels(world), 0)
    assert.equal(remembered(world).cancel, false)
  })

  describe('its post part', () => {
    const leftBehind = (status: string | undefined, choice: Record<string, string> = {}): TrainWorld => {
      const world = trainWorld(folder(), choice)
      const { azureSubscription, resourceGroup, workspaceName } = {
        azureSubscription: 'azure',
        resourceGroup: 'rg-mlops',
        workspaceName: 'ws-mlops',
      }
      const cancel = choice['onCancel'] !== 'leaveRunning'
      world.host.state.set(
        STATE,
        JSON.stringify({ azureSubscription, resourceGroup, workspaceName, jobs: ['j'], cancel }),
      )
      if (status !== undefined) world.world.jobs.set('j', { status, properties: {} })
      return world
    }

    it('cancels a job that still runs, and waits until Azure confirms it', async () => {
      const world = leftBehind('Running')
      await world.post()
      assert.equal(cancels(world), 1)
      assert.equal(world.host.log.lines.at(-1), 'Job j is Canceled.')
    })

    it('asks for nothing where the job has ended', async () => {
      const world = leftBehind('Completed')
      await world.post()
      assert.equal(cancels(world), 0)
      assert.equal(world.host.log.lines.at(-1), 'Job j is Completed.')
    })

    it('knows that the job was never created', async () => {
      const world = leftBehind(undefined)
      await world.post()
      assert.equal(cancels(world), 0)
      assert.equal(world.host.log.lines.at(-1), 'Job j was never created.')
    })

    it('leaves a job that was to be left, and asks Azure nothing', async () => {
      const world = leftBehind('Running', { onCancel: 'leaveRunning' })
      await world.post()
      assert.deepEqual(world.wire.lines, [])
      assert.equal(world.host.log.lines.at(-1), 'Job j was left running, as onCancel says.')
    })

    it('warns after two minutes without a confirmation', async () => {
      const world = leftBehind('Running')
      world.wire.on('GET', /\/jobs\/j\?/, { body: { name: 'j', properties: { status: 'CancelRequested' } } })
      const start = world.clock.now()
      await world.post()
      assert.match(world.host.log.warnings[0] ?? '', /has not confirmed the end of job j/)
      assert.ok(world.clock.now() - start <= 125_000)
    })

    it('does nothing for a step that had no job yet', async () => {
      const world = trainWorld(folder())
      await world.post()
      assert.deepEqual([world.wire.lines, world.host.log.lines], [[], []])
    })
  })
})
