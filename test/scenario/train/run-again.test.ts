import assert from 'node:assert/strict'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { trainWorld, type TrainWorld } from '../../support/train-world.ts'

describe('6.7 a training step that is run again, in the same job of the pipeline or in a new attempt', () => {
  const folder = folderPerTest()

  const COMPLETE = [{ status: 'Running' }, { status: 'Completed' }]

  /** The same step once more, on what the first run left in Azure. */
  const again = (first: TrainWorld, inputs: Record<string, string> = {}): TrainWorld => {
    const next = trainWorld(folder(), { modelName: 'chd', ...inputs })
    for (const [name, job] of first.world.jobs) next.world.jobs.set(name, job)
    for (const [hash, id] of first.world.codes) next.world.codes.set(hash, id)
    next.world.models.push(...first.world.models)
    return next
  }

  const submitted = ({ wire }: TrainWorld): string[] =>
    wire.sent('PUT', /\/jobs\//).map(({ url }) => url.pathname.split('/').at(-1) ?? '')

  interface Ending {
    readonly inputs?: Record<string, string>
    change(world: TrainWorld): void
    readonly isNew: boolean
  }
  const stuck = ({ world }: TrainWorld): void => void (world.course = [{ status: 'Running' }])
  const endings: Readonly<Record<string, Ending>> = {
    'a job that failed: a new job': {
      change: ({ world }) => void (world.course = [{ status: 'Failed', error: 'No data.' }]),
      isNew: true,
    },
    'a job that ran too long and was cancelled by the step: a new job': {
      inputs: { runTimeoutInMinutes: '1' },
      change: stuck,
      isNew: true,
    },
    'a job that ran too long and was left running: the same job': {
      inputs: { runTimeoutInMinutes: '1', onCancel: 'leaveRunning' },
      change: stuck,
      isNew: false,
    },
    'a job that was complete and could not be registered: the same job': {
      change: ({ wire }) =>
        void wire.on('PUT', /\/models\//, failure(403, 'AuthorizationFailed', 'No models/write.')),
      isNew: false,
    },
    'a job whose metrics could not be read: the same job': {
      change: ({ wire }) =>
        void wire.on('GET', /mlflow\/.*runs\/get/, failure(403, 'AuthorizationFailed', 'No read.')),
      isNew: false,
    },
  }
  for (const [what, { inputs, change, isNew }] of Object.entries(endings)) {
    it(`after ${what}, and one model`, async () => {
      const failing = trainWorld(folder(), { modelName: 'chd', ...inputs })
      change(failing)
      await assert.rejects(failing.train())
      const [begun = ''] = submitted(failing)

      const second = again(failing)
      second.world.course = COMPLETE
      await second.train()

      assert.deepEqual(submitted(second), isNew ? [`${begun}-2`] : [])
      assert.equal(second.host.outputValues['jobName'], isNew ? `${begun}-2` : begun)
      assert.deepEqual(
        second.world.models.map(({ properties }) => properties.tags?.['mlops.run']),
        [isNew ? `${begun}-2` : begun],
      )
    })
  }

  it('after a job that was registered: neither a job nor a model', async () => {
    const first = trainWorld(folder(), { modelName: 'chd' })
    await first.train()
    const second = again(first)
    second.world.course = COMPLETE
    await second.train()
    assert.deepEqual([submitted(second), second.world.models.length], [[], 1])
    assert.equal(second.host.outputValues['modelVersion'], '1')
  })

  it('after one that did not wait: the same job, which now is waited for', async () => {
    const first = trainWorld(folder(), { waitForCompletion: 'false' })
    await first.train()
    const second = again(first)
    second.world.course = COMPLETE
    const { message } = await second.train()
    assert.deepEqual(submitted(second), [])
    assert.match(message, /is complete; model chd:1\.$/)
  })
})
