import assert from 'node:assert/strict'
import { computesOf } from '../../../local/azure/machinelearning/compute/compute-document.ts'
import { deploymentsOf } from '../../../local/azure/machinelearning/deployment/deployment-document.ts'
import { endpointsOf } from '../../../local/azure/machinelearning/endpoint/endpoint-document.ts'
import { layoutOf } from '../../../local/azure/registry/layout/layout.ts'
import { tryToTake } from '../../../tasks/common/rollout/lock/take-endpoint.ts'
import type { RolloutMemory } from '../../../tasks/common/rollout/memory.ts'
import type { Kind } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { libraryOver } from '../../contract/tasks/library-over-azure.ts'
import { startCleanWorld, type CleanWorld, type Run } from './clean-world.ts'
import { digestOf, manifestOf, type SeededImage } from './image-layout.ts'
import { OldWorkspace, daysAgo } from './old-workspace.ts'

const IMAGE: SeededImage = {
  repository: 'models/old',
  tags: ['v1'],
  manifest: manifestOf('old'),
  created: daysAgo(200),
}

/** As a roll-out writes it down that was lost while the new deployment was watched. */
const UNFINISHED: RolloutMemory = {
  ...{ azureSubscription: 'azure', resourceGroup: 'rg', workspaceName: 'ws', begun: [], ended: [] },
  plan: {
    ...{ endpoint: 'chd', endpointAction: 'reuse', deployment: 'green', replaces: false, key: 'other' },
    ...{ before: { blue: 100 }, shares: [100], removesPrevious: true, onFailure: 'deleteDeployment' },
    content: 'as asked',
  },
}

describe('What comes into use after the plan was made', function () {
  this.timeout(60_000)
  let world: CleanWorld
  let old: OldWorkspace

  beforeEach(async () => {
    world = await startCleanWorld([IMAGE])
    old = new OldWorkspace(world.azure.world)
  })
  afterEach(() => world.close())

  /** The plan is printed by then, and nothing was deleted yet. */
  const whenPlanned = (kinds: readonly Kind[], change: () => void): Promise<Run> => {
    let isDone = false
    return world.run(
      { kinds: new Set(kinds), keep: 0, repositories: ['models/*'] },
      {
        onLine(line) {
          if (isDone || !line.startsWith('what stays')) return
          isDone = true
          change()
        },
      },
    )
  }
  const assertLeft = ({ error, planned, deleted, host }: Run, why: RegExp): void => {
    assert.equal(error, undefined)
    assert.deepEqual([planned, deleted], [1, 0])
    assert.match(host.log.text, why)
  }

  it('is left: a deployment that got traffic', async () => {
    old.endpoint('chd', 200, { blue: 100 })
    for (const name of ['blue', 'green']) old.deployment('chd', name, 200, 'azureml:none:1')
    const run = await whenPlanned(['deployment'], () => old.endpoint('chd', 0, { blue: 90, green: 10 }))
    assertLeft(run, /Left: deployment chd\/green: now it serves 10 % of chd\./)
    assert.equal(deploymentsOf(world.azure.world).list().length, 2)
  })

  it('is left: what a roll-out may go back to, until that is finished', async () => {
    old.endpoint('chd', 200, { green: 100 })
    for (const name of ['blue', 'green']) old.deployment('chd', name, 200, 'azureml:none:1')
    const { workspace } = await libraryOver(world.azure.description)
    const tried = await tryToTake(workspace, 'chd', { key: 'other', title: 'build 7 of release' })
    assert.ok('lock' in tried)
    const { lock } = tried
    const whileItRuns = await whenPlanned(['deployment'], () => undefined)
    assertLeft(whileItRuns, /Left: deployment chd\/blue: build 7 of release works on endpoint chd now\./)

    await lock.note(UNFINISHED)
    await lock.release()
    const afterItsEnd = await whenPlanned(['deployment'], () => undefined)
    assertLeft(afterItsEnd, /chd\/blue: build 7 of release did not finish its roll-out to chd yet\./)

    const settled = await tryToTake(workspace, 'chd', { key: 'next', title: 'build 8 of release' })
    assert.ok('lock' in settled)
    await settled.lock.note(null)
    await settled.lock.release()
    const { deleted } = await whenPlanned(['deployment'], () => undefined)
    assert.equal(deleted, 1)
  })

  it('is left: an endpoint that got a deployment', async () => {
    old.endpoint('empty', 200, {})
    const run = await whenPlanned(['endpoint'], () => old.deployment('empty', 'blue', 0, 'azureml:none:1'))
    assertLeft(run, /Left: endpoint empty: now it has the deployment empty\/blue\./)
    assert.equal(endpointsOf(world.azure.world).list().length, 1)
  })

  it('is left: a cluster that was given a job', async () => {
    old.cluster('idle', 300)
    const run = await whenPlanned(['compute'], () =>
      old.job('fresh', 0, { computeId: `${old.id}/computes/idle` }, 'Queued'),
    )
    assertLeft(run, /Left: compute idle: now job fresh needs it\./)
    assert.equal(computesOf(world.azure.world).list().length, 1)
  })

  it('is left: an image that got a tag', async () => {
    const run = await whenPlanned(['image'], () => {
      const { index } = layoutOf(world.azure.world)
      const found = index.find('models/old', digestOf(IMAGE))
      assert.ok(found)
      index.put('models/old', 'stable', found)
    })
    assertLeft(run, /Left: image models\/old:v1: now it has the tag stable\./)
    assert.ok(world.holds('models/old', digestOf(IMAGE)))
  })
})
