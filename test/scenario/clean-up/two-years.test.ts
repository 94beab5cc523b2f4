import assert from 'node:assert/strict'
import type { World } from '../../../local/azure/core/world.ts'
import { computesOf } from '../../../local/azure/machinelearning/compute/compute-document.ts'
import { deploymentsOf } from '../../../local/azure/machinelearning/deployment/deployment-document.ts'
import { endpointsOf } from '../../../local/azure/machinelearning/endpoint/endpoint-document.ts'
import { locksOf } from '../../../local/azure/registry/data-plane/locks.ts'
import { startCleanWorld, type CleanWorld, type Run } from './clean-world.ts'
import { BUILDS, LOCKED, REPOSITORY, RUNNING, SERVING, imagesOfBuilds, seedTwoYears } from './two-years.ts'

const inputs = { repositories: [REPOSITORY] }
/** Builds of less than 60 days: those stay whole. */
const YOUNG = 60

describe('Given a workspace with two years of builds', function () {
  this.timeout(600_000)
  let world: CleanWorld
  const images = imagesOfBuilds()

  before(async () => {
    world = await startCleanWorld(images)
    seedTwoYears(world.azure.world, images)
    locksOf(world.azure.world).change(`${REPOSITORY}:build-${LOCKED}`, { deleteEnabled: false })
    world.writes()
  })
  after(() => world.close())

  it('a dry run plans thousands of deletions and writes nothing', async () => {
    const { planned, deleted, error, host } = await world.run({ ...inputs, dryRun: true })
    assert.equal(error, undefined)
    assert.ok(planned > 3500, `${planned} are planned`)
    assert.equal(deleted, 0)
    assert.deepEqual(world.writes(), [])
    assert.match(host.log.text, /^model +chd:1 +730 +old and unused$/m)
    assert.match(host.log.text, /^deployment +1 +in use$/m)
    assert.match(host.log.text, /^image +1 +locked$/m)
    assert.match(host.summaries['clean-up'] ?? '', /## Clean-up: \d+ would go \(dry run\)/)
  })

  describe('when it is cleaned up while Azure throttles', () => {
    let run: Run

    before(async () => {
      const throttled = { kind: 'status', status: 429, retryAfter: 1 } as const
      const { faults } = world.azure.world
      faults.add({ server: 'resourceManager', path: '/versions', nth: 150, times: 12, effect: throttled })
      faults.add({ server: 'resourceManager', method: 'DELETE', nth: 400, times: 12, effect: throttled })
      faults.add({ server: 'registry', method: 'DELETE', nth: 50, times: 12, effect: throttled })
      run = await world.run(inputs)
    })

    it('everything that was planned is gone, and nothing failed', () => {
      assert.equal(run.error, undefined, run.host.log.errors.join('\n'))
      assert.equal(run.deleted, run.planned)
      assert.ok(run.host.log.debugLines.some(line => /HTTP 429; again in/.test(line)))
    })

    it('the young ones, the serving one and the one of the running job stay of each kind, and no other', () => {
      const young = Array.from({ length: YOUNG - 1 }, (_, index) => BUILDS - index)
      const deployed = [SERVING, 300, 400, 500, 600, 700]
      const models = [...young, ...deployed.filter(build => !young.includes(build))]
      assert.deepEqual(sorted(world.versions('models')), sorted(models.map(build => `chd:${build}`)))
      const environments = [
        ...models.flatMap(build => [`chd-image:${build}`, `chd-train:${build}`]),
        `chd-train:${RUNNING}`,
      ]
      assert.deepEqual(sorted(world.versions('environments')), sorted(environments))
      assert.deepEqual(
        sorted(world.versions('codes')),
        sorted([...models, RUNNING].map(build => `snapshot-${build}:1`)),
      )
      assert.deepEqual(sorted(world.versions('components')), sorted(young.map(build => `train:${build}`)))
      assert.deepEqual(
        sorted(world.tags(REPOSITORY)),
        sorted([...models, LOCKED].map(build => `build-${build}`)),
      )
    })

    it('what serves stays, and so many others as the policy says; an empty endpoint and an idle cluster go', () => {
      assert.deepEqual(servicesOf(world.azure.world), {
        deployments: [`d${SERVING}`, 'd300', 'd400', 'd500', 'd600', 'd700'].sort(),
        endpoints: ['chd'],
        computes: ['busy-lately'],
      })
    })

    it('a second run finds nothing and deletes nothing', async () => {
      world.writes()
      const { planned, error } = await world.run(inputs)
      assert.equal(error, undefined)
      assert.equal(planned, 0)
      assert.deepEqual(world.writes(), [])
    })

    it('the image of each environment that stays is still in the registry', () => {
      const tags = new Set(world.tags(REPOSITORY))
      for (const environment of world.versions('environments').filter(name => name.startsWith('chd-image:')))
        assert.ok(tags.has(environment.replace('chd-image:', 'build-')), environment)
    })
  })
})

const sorted = (names: readonly string[]): string[] => [...names].sort()

function servicesOf(world: World) {
  return {
    deployments: sorted(
      deploymentsOf(world)
        .list()
        .map(({ name }) => name),
    ),
    endpoints: endpointsOf(world)
      .list()
      .map(({ name }) => name),
    computes: computesOf(world)
      .list()
      .map(({ name }) => name),
  }
}
