import assert from 'node:assert/strict'
import { WORKSPACE_ID } from '../../support/fake-azure.ts'
import { folderPerTest } from '../../support/folder.ts'
import { failureOf, said, tagsOf, verdictOf, versionsIn } from './gate-world.ts'

describe('the gate, choosing what it compares with', () => {
  const folder = folderPerTest()
  const given = (values: readonly (number | undefined)[], inputs: Readonly<Record<string, string>> = {}) =>
    versionsIn(folder(), values, inputs)

  describe('of the model that is deployed', () => {
    it('compares with each model where several get the same most of the traffic', async () => {
      const world = given([0.99, 0.7, 0.9, 0.8])
      world.deploy({ 'blue=2': 45, 'green=3': 45, 'old=1': 10 })
      assert.equal(await verdictOf(world), 'rejected')
      assert.match(said(world), /0\.8 is not more than 0\.9 \(0\.9 of chd-risk:3, the best of 2\): no/)
      assert.match(said(world), /Baseline: chd-risk:2, served by deployment blue of endpoint chd \(45 % of/)
    })

    const mounted: [what: string, model: string][] = [
      ['by its ARM id', `${WORKSPACE_ID}/models/chd-risk/versions/1`],
      ['by its ARM id in other letters', `${WORKSPACE_ID.toUpperCase()}/models/chd-risk/versions/1`],
      ['by its short name', 'azureml:chd-risk:1'],
    ]
    for (const [what, model] of mounted)
      it(`finds it ${what} where the deployment has no tag`, async () => {
        const world = given([0.7, 0.8])
        world.deploy({ 'blue=': 100 })
        world.deployments['blue'] = { model }
        assert.equal(await verdictOf(world), 'accepted')
        assert.match(said(world), /0\.7 of chd-risk:1/)
      })

    it('finds it by the tag of the environment', async () => {
      const world = given([0.7, 0.8])
      world.deploy({ 'blue=': 100 })
      const environmentId = `${WORKSPACE_ID}/environments/chd-risk/versions/1`
      world.deployments['blue'] = { environmentId }
      world.environments[environmentId] = { properties: { tags: { 'mlops.model': 'chd-risk:1' } } }
      assert.equal(await verdictOf(world), 'accepted')
      assert.match(said(world), /0\.7 of chd-risk:1/)
    })

    const unreadable: [what: string, model: string | undefined, says: RegExp][] = [
      ['tells no model', undefined, /deployment blue of endpoint chd does not tell its model/],
      [
        'serves a model of a registry',
        'azureml://registries/shared/models/chd-risk/versions/1',
        /serves a model from elsewhere, azureml:\/\/registries\/shared/,
      ],
      [
        'serves a model of another workspace',
        '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/o/models/chd-risk/versions/1',
        /serves a model from elsewhere, .*workspaces\/o/,
      ],
      ['serves a version that was deleted', 'azureml:chd-risk:9', /chd-risk:9 is no longer in the registry/],
    ]
    for (const [what, model, says] of unreadable)
      it(`cannot tell where the deployment ${what}`, async () => {
        const world = given([0.7, 0.8])
        world.deploy({ 'blue=': 100 })
        world.deployments['blue'] = { model }
        const message = await failureOf(world)
        assert.match(message, says)
        assert.match(message, /\(gateUnreadableBaseline: fail\): cannot tell/)
        assert.equal(world.builds.length, 0)
      })

    it('counts an endpoint without traffic as no baseline yet', async () => {
      const world = given([0.7, 0.6])
      world.deploy({ 'blue=1': 0 })
      assert.equal(await verdictOf(world), 'accepted')
      assert.match(
        said(world),
        /no deployment of endpoint chd gets traffic \(gateMissingBaseline: accept\): yes/,
      )
    })

    it('rejects the very model that serves, and leaves the tag of its first verdict', async () => {
      const world = given([0.7])
      world.deploy({ 'blue=1': 100 })
      tagsOf(world, '1')['mlops.gate'] = 'accepted'
      assert.equal(await verdictOf(world), 'rejected')
      assert.match(said(world), /chd-risk:1 is the baseline itself: there is nothing new to release/)
      assert.equal(tagsOf(world, '1')['mlops.gate'], 'accepted')
    })

    it('accepts the very model that serves within a negative margin', async () => {
      const world = given([0.7], { gateMargin: '-1%' })
      world.deploy({ 'blue=1': 100 })
      assert.equal(await verdictOf(world), 'accepted')
      assert.doesNotMatch(said(world), /nothing new to release/)
    })
  })

  describe('of a version', () => {
    const version = (gateBaselineVersion: string) => ({ gateBaseline: 'version', gateBaselineVersion })

    it('cannot tell where the version is not there, which is another thing than none yet', async () => {
      const message = await failureOf(given([0.7, 0.8], version('7')))
      assert.match(message, /model chd-risk has no version 7 \(gateUnreadableBaseline: fail\): cannot tell/)
    })

    it('finds the newest other one that carries a tag', async () => {
      const world = given([0.6, 0.7, 0.9, 0.8], version('tag:quality=gold'))
      for (const gold of ['1', '2', '4']) tagsOf(world, gold)['quality'] = 'gold'
      tagsOf(world, '3')['quality'] = 'silver'
      assert.equal(await verdictOf(world), 'accepted')
      assert.match(said(world), /0\.8 is more than 0\.7 \(0\.7 of chd-risk:2\)/)
    })

    const champions: [wanted: string, found: string][] = [
      ['tag:champion', '0\\.9 of chd-risk:2'],
      ['tag:champion=yes, since May', '0\\.7 of chd-risk:1'],
    ]
    for (const [wanted, found] of champions)
      it(`finds one by ${wanted}`, async () => {
        const world = given([0.7, 0.9, 0.8], version(wanted))
        tagsOf(world, '1')['champion'] = 'yes, since May'
        tagsOf(world, '2')['champion'] = 'no'
        await world.run()
        assert.match(said(world), new RegExp(found))
      })

    it('finds the newest other one in a stage', async () => {
      const world = given([0.7, 0.9, 0.8], version('stage:Champion'))
      Object.assign(world.models['1'] ?? {}, { stage: 'Champion' })
      assert.equal(await verdictOf(world), 'accepted')
      assert.match(said(world), /0\.7 of chd-risk:1/)
    })

    for (const wanted of ['tag:quality=gold', 'stage:Champion', 'latest'])
      it(`has no baseline yet where nothing else is ${wanted}`, async () => {
        const world = given([0.7], version(wanted))
        tagsOf(world, '1')['quality'] = 'gold'
        Object.assign(world.models['1'] ?? {}, { stage: 'Champion' })
        assert.equal(await verdictOf(world), 'accepted')
        assert.match(said(world), /chd-risk has no other version.* \(gateMissingBaseline: accept\): yes/)
      })
  })

  describe('of the best of the last versions', () => {
    it('beats all of them, page after page, but not those before', async () => {
      const world = given([0.99, 0.7, 0.75, 0.6, 0.8], { gateBaseline: 'best', gateBaselineCount: '3' })
      world.pageSize = 2
      assert.equal(await verdictOf(world), 'accepted')
      assert.match(said(world), /0\.8 is more than 0\.75 \(0\.75 of chd-risk:3, the best of 3\): yes/)
    })

    it('cannot tell where the job of one is gone; tolerated, the others still count', async () => {
      const strict = given([0.7, 0.6, 0.65], { gateBaseline: 'best' })
      delete strict.runs['job-2']
      assert.match(
        await failureOf(strict),
        /chd-risk:2 has no such metric, since job job-2, which made .* is gone/,
      )
      const tolerant = given([0.7, 0.6, 0.65], { gateBaseline: 'best', gateUnreadableBaseline: 'accept' })
      delete tolerant.runs['job-2']
      assert.equal(await verdictOf(tolerant), 'rejected')
      assert.match(said(tolerant), /0\.65 is not more than 0\.7 \(0\.7 of chd-risk:1, the best of 1\): no/)
    })

    it('accepts the first version there is, and says why', async () => {
      const world = given([0.1], { gateBaseline: 'best' })
      assert.equal(await verdictOf(world), 'accepted')
      assert.match(said(world), /model chd-risk has no other version \(gateMissingBaseline: accept\): yes/)
    })
  })
})
