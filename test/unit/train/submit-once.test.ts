import assert from 'node:assert/strict'
import { jobName } from '../../../tasks/common/machinelearning/job/job-identity.ts'
import { readJobSpec } from '../../../tasks/common/specification/read-job-file.ts'
import { YamlFile } from '../../../tasks/common/specification/yaml-file.ts'
import { submitOnce } from '../../../tasks/MLOpsTrain/MLOpsTrainV1/run/submit-once.ts'
import { bodyOf, type Reply } from '../../support/fake-wire.ts'
import { fakeWorld, type FakeWorld } from '../../support/fake-workspace.ts'

const KEY = 'abcdef0123456789'
const FIRST = jobName('chd', KEY, 1)
const SECOND = jobName('chd', KEY, 2)
const THIRD = jobName('chd', KEY, 3)
const SPEC = readJobSpec(
  new YamlFile('/job.yml', 'command: x\nenvironment: azureml:e:1\nexperiment_name: chd'),
)

interface Submitted {
  readonly job: string
  readonly claims: string[]
  readonly puts: string[]
}

async function submit(world: FakeWorld, earlier: Record<string, string>): Promise<Submitted> {
  for (const [name, status] of Object.entries(earlier))
    world.world.jobs.set(name, { status, properties: { properties: { 'mlops.key': KEY } } })
  const claims: string[] = []
  const job = await submitOnce(await world.workspace(), SPEC, KEY, name => {
    assert.equal(world.wire.sent('PUT', /./).length, 0, 'the claim came after a write')
    claims.push(name)
  })
  const puts = world.wire.sent('PUT', /\/jobs\//).map(({ url }) => url.pathname.split('/').at(-1) ?? '')
  return { job: job.name, claims, puts }
}

const jobThat = (status: string): Reply => ({
  body: { name: FIRST, properties: { status, properties: { 'mlops.key': KEY } } },
})

describe('6.7 the job of a step', () => {
  const cases: [what: string, earlier: Record<string, string>, job: string, isNew: boolean][] = [
    ['is new where there is none', {}, FIRST, true],
    ['is the one that is queued', { [FIRST]: 'Queued' }, FIRST, false],
    ['is the one that runs', { [FIRST]: 'Running' }, FIRST, false],
    ['is the one that is finalizing', { [FIRST]: 'Finalizing' }, FIRST, false],
    ['is the one that is complete', { [FIRST]: 'Completed' }, FIRST, false],
    ['is the one that does not answer', { [FIRST]: 'NotResponding' }, FIRST, false],
    ['is the one that is paused', { [FIRST]: 'Paused' }, FIRST, false],
    ['is the one in a state that nobody knows', { [FIRST]: 'Pondering' }, FIRST, false],
    ['is a new one after one that failed', { [FIRST]: 'Failed' }, SECOND, true],
    ['is a new one after one that was cancelled', { [FIRST]: 'Canceled' }, SECOND, true],
    ['is a new one after one that is being cancelled', { [FIRST]: 'CancelRequested' }, SECOND, true],
    ['is the second while that runs', { [FIRST]: 'Failed', [SECOND]: 'Running' }, SECOND, false],
    ['is the second when that is complete', { [FIRST]: 'Canceled', [SECOND]: 'Completed' }, SECOND, false],
    ['is the third after two failures', { [FIRST]: 'Failed', [SECOND]: 'Canceled' }, THIRD, true],
  ]
  for (const [what, earlier, job, isNew] of cases) {
    it(`${what}: ${JSON.stringify(Object.values(earlier))}`, async () => {
      const submitted = await submit(fakeWorld(), earlier)
      assert.deepEqual(submitted, { job, claims: [job], puts: isNew ? [job] : [] })
    })
  }

  it('is the one that was complete before its cancellation came through', async () => {
    const world = fakeWorld()
    world.wire.on(
      'GET',
      /\/jobs\//,
      jobThat('CancelRequested'),
      jobThat('CancelRequested'),
      jobThat('Completed'),
    )
    assert.deepEqual(await submit(world, {}), { job: FIRST, claims: [FIRST], puts: [] })
    const waits = world.host.log.lines.filter(line => line.includes('is being cancelled'))
    assert.equal(waits.length, 1, 'it says so once')
  })

  it('is never that of another step, whatever its state', async () => {
    for (const status of ['Running', 'Completed', 'Failed']) {
      const world = fakeWorld()
      world.world.jobs.set(FIRST, { status, properties: { properties: { 'mlops.key': 'another' } } })
      assert.deepEqual(await submit(world, {}), { job: SECOND, claims: [SECOND], puts: [SECOND] })
      assert.match(world.host.log.text, /belongs to something else/)
    }
  })

  it('is the one of its name also where Azure tells no properties', async () => {
    const world = fakeWorld()
    world.world.jobs.set(FIRST, { status: 'Running', properties: {} })
    assert.deepEqual(await submit(world, {}), { job: FIRST, claims: [FIRST], puts: [] })
  })

  it('carries the key of its step from the request that creates it', async () => {
    const world = fakeWorld()
    const spec = { ...SPEC, properties: { 'mlops.key': KEY } }
    await submitOnce(await world.workspace(), spec, KEY, () => undefined)
    const [put] = world.wire.sent('PUT', /\/jobs\//)
    assert.ok(put)
    const { properties } = bodyOf<{ properties: { properties: Record<string, string> } }>(put)
    assert.equal(properties.properties['mlops.key'], KEY)
  })

  it('is claimed under its name before anything is written', async () => {
    await submit(fakeWorld(), {})
  })

  it('waits for one that is being cancelled, and says so', async () => {
    const world = fakeWorld()
    await submit(world, { [FIRST]: 'CancelRequested' })
    assert.match(world.host.log.text, /of an earlier attempt (is being cancelled; waiting|ended as Canceled)/)
  })
})
