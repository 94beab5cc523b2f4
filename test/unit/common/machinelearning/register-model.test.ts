import assert from 'node:assert/strict'
import {
  registerModel,
  type ModelToRegister,
} from '../../../../tasks/common/machinelearning/model/register-model.ts'
import { bodyOf, failure, type Reply } from '../../../support/fake-wire.ts'
import { fakeWorld, type FakeWorld } from '../../../support/fake-workspace.ts'

const MODEL: ModelToRegister = {
  name: 'm',
  uri: 'azureml://jobs/j/outputs/model/paths/',
  type: 'custom_model',
  job: 'j',
  description: 'A forest',
  tags: { team: 'risk', 'mlops.run': 'j' },
}

const register = async (
  world: FakeWorld,
  changes: Partial<ModelToRegister> = {},
): ReturnType<typeof registerModel> => registerModel(await world.workspace(), { ...MODEL, ...changes })

const versionsPut = ({ wire }: FakeWorld): string[] =>
  wire.sent('PUT', /\/models\//).map(({ url }) => url.pathname.split('/').at(-1) ?? '')

describe('registering a model', () => {
  it('as version 1 of a new name, with its lineage and tags on the wire', async () => {
    const world = fakeWorld()
    const { version, isNew } = await register(world)
    assert.deepEqual([version, isNew], ['1', true])
    const [put] = world.wire.sent('PUT', /\/models\/m\/versions\/1\?api-version=2025-12-01$/)
    assert.ok(put)
    assert.deepEqual(bodyOf(put), {
      properties: {
        modelUri: MODEL.uri,
        modelType: 'custom_model',
        jobName: 'j',
        description: 'A forest',
        tags: MODEL.tags,
        properties: {},
        isAnonymous: false,
        isArchived: false,
      },
    })
  })

  it('as the next version that the registry tells', async () => {
    const world = fakeWorld()
    world.world.models.push({ version: '1', properties: { jobName: 'earlier' } })
    assert.equal((await register(world)).version, '2')
  })

  for (const [how, properties] of [
    ['its job name', { jobName: 'j' }],
    ['its tag', { tags: { 'mlops.run': 'j' } }],
  ] as const) {
    it(`6.7 never twice for one job: it is found by ${how}`, async () => {
      const world = fakeWorld()
      world.world.models.push({ version: '7', properties })
      const { version, isNew } = await register(world)
      assert.deepEqual([version, isNew, versionsPut(world)], ['7', false, []])
    })
  }

  const races: [what: string, refusal: Reply][] = [
    ['409', failure(409, 'ResourceExists', 'A model with this name and version already exists.')],
    ['the refusal to change a path', failure(400, 'UserError', '(UserError) Asset paths cannot be updated.')],
  ]
  for (const [what, refusal] of races) {
    it(`takes the next version when another job was faster (${what})`, async () => {
      const world = fakeWorld()
      world.wire.on('PUT', /\/models\/m\/versions\/1\?/, () => {
        world.world.models.push({ version: '1', properties: { jobName: 'other' } })
        return refusal
      })
      assert.equal((await register(world)).version, '2')
      assert.deepEqual(versionsPut(world), ['1', '2'])
      assert.match(world.host.log.text, /Version 1 of m was taken meanwhile; trying the next one\./)
    })
  }

  it('goes beyond a version that is taken although the counter still offers it', async () => {
    const world = fakeWorld()
    world.wire.on('GET', /\/models\/m\?/, { body: { properties: { nextVersion: '4' } } })
    world.wire.on('PUT', /\/models\/m\/versions\/[45]\?/, races[0]?.[1] ?? {})
    assert.equal((await register(world)).version, '6')
    assert.deepEqual(versionsPut(world), ['4', '5', '6'])
  })

  it('of many jobs at the same moment, each as a version of its own', async () => {
    const world = fakeWorld()
    const taken = new Set<string>()
    world.wire.on('GET', /\/models\/m\?/, () => ({
      body: { properties: { nextVersion: String(taken.size + 1) } },
    }))
    world.wire.on('PUT', /\/models\/m\//, ({ url }) => {
      const version = url.pathname.split('/').at(-1) ?? ''
      if (taken.has(version)) return races[0]?.[1] ?? {}
      taken.add(version)
      return { status: 201, body: { id: url.pathname, name: version, properties: {} } }
    })
    const workspace = await world.workspace()
    const jobs = Array.from({ length: 12 }, (_, i) => `leg-${i}`)
    const models = await Promise.all(jobs.map(job => registerModel(workspace, { ...MODEL, job })))
    assert.equal(new Set(models.map(({ version }) => version)).size, 12)
    assert.ok(versionsPut(world).length > 12, 'they met')
  })

  it('6.7 that an earlier request of its own registered, whose answer was lost and that now conflicts', async () => {
    const world = fakeWorld()
    world.wire.on('PUT', /\/models\/m\//, () => {
      world.world.models.push({ version: '1', properties: { jobName: 'j', tags: { 'mlops.run': 'j' } } })
      return races[0]?.[1] ?? {}
    })
    const { version, isNew } = await register(world)
    assert.deepEqual([version, isNew, versionsPut(world)], ['1', false, ['1']])
  })

  it('gives up after twenty lost races', async () => {
    const world = fakeWorld()
    world.wire.on('PUT', /\/models\//, races[0]?.[1] ?? {})
    await assert.rejects(register(world), /Registering model m failed: A model with this name/)
    assert.equal(versionsPut(world).length, 20)
  })

  it('6.2 says what failed when Azure refuses', async () => {
    const world = fakeWorld()
    world.wire.on('PUT', /\/models\//, failure(403, 'AuthorizationFailed', 'No models/write.'))
    await assert.rejects(register(world), { message: 'Registering model m failed: No models/write.' })
    assert.equal(versionsPut(world).length, 1)
  })
})
