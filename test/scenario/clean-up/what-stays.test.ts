import assert from 'node:assert/strict'
import { deploymentsOf } from '../../../local/azure/machinelearning/deployment/deployment-document.ts'
import { mediaTypes } from '../../../local/azure/registry/layout/media-types.ts'
import { locksOf } from '../../../local/azure/registry/data-plane/locks.ts'
import { startCleanWorld, type CleanWorld } from './clean-world.ts'
import { digestOf, manifestOf, type SeededImage } from './image-layout.ts'
import { OldWorkspace, daysAgo } from './old-workspace.ts'

const image = (repository: string, tags: string[], manifest: object, days = 200): SeededImage => ({
  repository,
  tags,
  manifest,
  created: daysAgo(days),
})
const part = (of: SeededImage): object => ({ mediaType: mediaTypes.manifest, digest: digestOf(of), size: 1 })

const platform = image('models/multi', [], manifestOf('platform of the young index'))
const orphan = image('models/multi', [], manifestOf('platform of nothing'))
const index = image(
  'models/multi',
  ['young'],
  { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [part(platform)] },
  1,
)
const served = image('models/served', ['v1'], manifestOf('served'))
const signature = image('models/served', [], { ...manifestOf('signature'), subject: part(served) })
const lockedByTag = image('models/served', ['keep-me'], manifestOf('locked by its tag'))
const loose = image('models/served', ['loose'], manifestOf('needed by nobody'))
const locked = image('models/locked', ['v1'], manifestOf('in a locked repository'))
const foreign = image('others/app', ['v1'], manifestOf('not ours'))
const IMAGES = [platform, orphan, index, served, signature, lockedByTag, loose, locked, foreign]

describe('A clean-up of a workspace', function () {
  this.timeout(120_000)
  let world: CleanWorld
  let old: OldWorkspace
  const images = { repositories: ['models/*'], keep: 0 }

  beforeEach(async () => {
    world = await startCleanWorld(IMAGES)
    old = new OldWorkspace(world.azure.world)
  })
  afterEach(() => world.close())

  const manifests = (): string[] =>
    IMAGES.filter(one => world.holds(one.repository, digestOf(one))).map(
      ({ manifest }) => (manifest as { annotations?: { word: string } }).annotations?.word ?? 'index',
    )

  it('keeps what is locked, what serves with its attachments, platforms of an index, other repositories', async () => {
    locksOf(world.azure.world).change('models/served:keep-me', { deleteEnabled: false })
    locksOf(world.azure.world).change('models/locked', { writeEnabled: false })
    const environment = old.asset('environments', 'serving', 1, 200, {
      image: old.image('models/served', digestOf(served)),
    })
    old.endpoint('chd', 200, { blue: 100 })
    old.deployment('chd', 'blue', 200, environment)
    const { error, deleted } = await world.run(images)
    assert.equal(error, undefined)
    assert.deepEqual(manifests(), [
      'platform of the young index',
      'index',
      'served',
      'signature',
      'locked by its tag',
      'in a locked repository',
      'not ours',
    ])
    assert.equal(deleted, 2)
  })

  it('keeps the code and environment of the job that made a model that stays, but not its cluster', async () => {
    const codeId = old.asset('codes', 'snapshot', 1, 300, { codeUri: 'https://blob/x' })
    const environmentId = old.asset('environments', 'train', 1, 300, { image: 'base.example/python:3' })
    const other = old.asset('environments', 'unused', 1, 300, { image: 'base.example/python:3' })
    old.cluster('trainer', 300)
    const computeId = `${old.id}/computes/trainer`
    old.job('maker', 300, { codeId, environmentId, computeId })
    old.asset('models', 'chd', 1, 10, { modelUri: 'azureml://x', jobName: 'maker' })
    const { error } = await world.run({
      keep: 0,
      kinds: new Set(['code', 'environment', 'compute', 'model']),
    })
    assert.equal(error, undefined)
    assert.deepEqual(world.versions('environments'), ['train:1'])
    assert.deepEqual(world.versions('codes'), ['snapshot:1'])
    assert.ok(other.endsWith('unused/versions/1'))
    assert.ok(world.writes().some(line => /^DELETE resourceManager .*\/computes\/trainer$/.test(line)))
  })

  it('reports all that could not be deleted at the end, keeps what that needs, and deletes the rest', async () => {
    const environment = old.asset('environments', 'serving', 1, 200, {
      image: old.image('models/served', digestOf(served)),
    })
    old.endpoint('chd', 200, {})
    old.deployment('chd', 'stuck', 200, environment)
    old.deployment('chd', 'gone', 200, 'azureml:nothing:1')
    old.asset('models', 'chd', 1, 200, { modelUri: 'azureml://x' })
    world.azure.world.faults.add({
      method: 'DELETE',
      path: '/deployments/stuck',
      times: 99,
      effect: { kind: 'status', status: 409, body: { error: { code: 'Conflict', message: 'It is busy.' } } },
    })
    const { error, host, planned, deleted } = await world.run(images)
    assert.equal(error?.message, `1 of ${planned} could not be deleted, and 4 stay with them.`)
    assert.deepEqual(host.log.errors.length, 1)
    assert.match(host.log.errors[0] ?? '', /Deleting deployment chd\/stuck failed: It is busy\./)
    assert.equal(deleted, planned - 5)
    assert.deepEqual(
      deploymentsOf(world.azure.world)
        .list()
        .map(({ name }) => name),
      ['stuck'],
    )
    assert.deepEqual(world.versions('environments'), ['serving:1'])
    assert.ok(manifests().includes('served') && manifests().includes('signature'))
    assert.deepEqual(world.versions('models'), [])
    assert.match(host.log.text, /Left: endpoint chd: chd\/stuck, which needs it, is still there\./)
  })

  it('stops at the first refusal of a kind, and goes on with the others', async () => {
    for (const version of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
      old.asset('models', 'chd', version, 200, { modelUri: 'azureml://x' })
    old.asset('codes', 'snapshot', 1, 300, { codeUri: 'https://blob/x' })
    const body = { error: { code: 'AuthorizationFailed', message: 'No models/versions/delete.' } }
    world.azure.world.faults.add({
      method: 'DELETE',
      path: '/models/',
      times: 99,
      effect: { kind: 'status', status: 403, body },
    })
    const { error } = await world.run({ keep: 0, kinds: new Set(['model', 'code']) })
    assert.match(error?.message ?? '', /could not be deleted/)
    const tried = world.writes().filter(line => line.includes('/models/'))
    assert.ok(tried.length <= 8, `${tried.length} were tried`)
    assert.deepEqual(world.versions('codes'), [])
  })

  it('stops between two deletions when the pipeline is cancelled, and tells how far it came', async () => {
    for (let version = 1; version <= 60; version++)
      old.asset('models', 'chd', version, 200, { modelUri: 'azureml://x' })
    const { error, host, deleted } = await world.run(
      { keep: 0, kinds: new Set(['model']) },
      { cancelAfter: 10 },
    )
    assert.match(error?.name ?? '', /CancelledError/)
    assert.ok(deleted >= 10, `${deleted} were deleted`)
    assert.match(host.summaries['clean-up'] ?? '', new RegExp(`## Clean-up: ${deleted} of 60 deleted`))
    assert.ok(world.versions('models').length > 20, `${world.versions('models').length} are left`)
    assert.match(host.log.warnings.join('\n'), /\d+ of 60 were deleted; the next run goes on with the rest\./)
    const second = await world.run({ keep: 0, kinds: new Set(['model']) })
    assert.equal(second.error, undefined)
    assert.deepEqual(world.versions('models'), [])
  })

  it('warns of a repository that is not there, and counts no images for it', async () => {
    const { error, host, planned } = await world.run({
      repositories: ['models/none'],
      kinds: new Set(['image']),
    })
    assert.equal(error, undefined)
    assert.equal(planned, 0)
    assert.match(host.log.warnings.join(), /has no repository models\/none/)
  })
})
