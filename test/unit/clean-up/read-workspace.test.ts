import assert from 'node:assert/strict'
import { linked } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/read/found.ts'
import { WORKSPACE_ID, answerWorkspace, type FakeAzure } from '../../support/fake-azure.ts'
import { failure } from '../../support/fake-wire.ts'
import { OLD, emptyWorkspace, inventoryOf, listOf, resource } from './fake-inventory.ts'

describe('Reading a workspace for a clean-up', () => {
  let azure: FakeAzure
  beforeEach(() => (azure = emptyWorkspace()))

  const model = (version: string): object => resource('models/chd/versions', version)
  const needsOf = async (user: RegExp): Promise<readonly string[]> => {
    const { users } = linked(await inventoryOf(azure))
    return users.find(({ name }) => user.test(name))?.needs ?? []
  }

  beforeEach(() => {
    listOf(azure, 'models', [resource('models', 'chd')])
    listOf(azure, 'models/chd/versions', [model('1'), model('2')])
  })

  it('follows the links from page to page', async () => {
    const next = `https://management.example${WORKSPACE_ID}/models/chd/versions?page=2`
    azure.wire.on('GET', /models\/chd\/versions\?api/, { body: { value: [model('1')], nextLink: next } })
    azure.wire.on('GET', /models\/chd\/versions\?page=2/, { body: { value: [model('2')], nextLink: '' } })
    const { items } = await inventoryOf(azure)
    assert.deepEqual(
      items.map(({ name }) => name),
      ['chd:1', 'chd:2'],
    )
  })

  it('asks for what is archived too', async () => {
    await inventoryOf(azure)
    for (const { url } of azure.wire.sent('GET', /models\/chd\/versions|\/jobs\?/))
      assert.equal(url.searchParams.get('listViewType'), 'All')
  })

  for (const list of [
    'jobs',
    'schedules',
    'batchEndpoints',
    'serverlessEndpoints',
    'onlineEndpoints',
    'models',
  ])
    it(`fails where ${list} cannot be listed, rather than take what they need for unused`, async () => {
      azure.wire.on('GET', new RegExp(`/ws-mlops/${list}\\?`), failure(404, 'NotFound', 'No such list.'))
      await assert.rejects(inventoryOf(azure), { message: new RegExp(`^Listing ${list} of workspace`) })
    })

  it('goes on where a model was deleted since it was listed', async () => {
    azure.wire.on('GET', /models\/chd\/versions/, failure(404, 'UserError', 'Gone.'))
    assert.deepEqual((await inventoryOf(azure)).items, [])
  })

  it('knows what jobs need that have not ended, in whatever state they are', async () => {
    const job = (name: string, status: string | undefined): object =>
      resource('jobs', name, { status, inputs: { m: { uri: 'azureml:chd:1' } } })
    listOf(azure, 'jobs', [
      job('ended', 'Completed'),
      job('paused', 'Paused'),
      job('new', 'SomeNewWord'),
      job('silent', undefined),
    ])
    assert.deepEqual(await needsOf(/ended/), [])
    for (const name of [/paused/, /new/, /silent/])
      assert.equal((await needsOf(name)).length, 1, String(name))
  })

  it('knows what jobs ran with that ended lately, as the next ones will run with the same', async () => {
    const used = { status: 'Completed', inputs: { m: { uri: 'azureml:chd:1' } } }
    listOf(azure, 'jobs', [
      resource('jobs', 'long-ago', used),
      resource('jobs', 'lately', used, { systemData: { createdAt: '2025-06-01T00:00:00Z' } }),
    ])
    assert.deepEqual(await needsOf(/long-ago/), [])
    assert.match((await needsOf(/lately/)).join(), /models\/chd\/versions\/1$/)
  })

  it('knows what the job needs that a schedule repeats, though that job has ended', async () => {
    const used = { status: 'Completed', inputs: { model: { uri: `${WORKSPACE_ID}/models/chd/versions/1` } } }
    listOf(azure, 'jobs', [resource('jobs', 'train', used), resource('jobs', 'other', used)])
    const jobDefinition = { sourceJobId: `${WORKSPACE_ID}/jobs/train` }
    const action = { actionType: 'CreateJob', jobDefinition }
    listOf(azure, 'schedules', [resource('schedules', 'nightly', { isEnabled: true, action })])
    assert.equal((await needsOf(/schedule nightly/)).length, 1)
  })

  it('knows the cluster on which the workspace builds its images', async () => {
    answerWorkspace(azure.wire, { imageBuildCompute: 'builder' })
    listOf(azure, 'computes', [resource('computes', 'builder', { computeType: 'AmlCompute' })])
    assert.match((await needsOf(/imageBuildCompute/)).join(), /computes\/builder$/)
  })

  it('knows what schedules and batch deployments need', async () => {
    const action = { jobDefinition: { inputs: { m: { uri: 'azureml:chd@latest' } } } }
    listOf(azure, 'schedules', [resource('schedules', 'nightly', { isEnabled: false, action })])
    listOf(azure, 'batchEndpoints', [resource('batchEndpoints', 'scoring')])
    const deployed = { model: { assetId: `${WORKSPACE_ID}/models/chd/versions/1` } }
    listOf(azure, 'batchEndpoints/scoring/deployments', [resource('d', 'default', deployed)])
    assert.equal((await needsOf(/schedule nightly/)).length, 2) // both are equally new
    assert.match((await needsOf(/batch endpoint scoring/)).join(), /models\/chd\/versions\/1$/)
  })

  it('knows the model that a serverless endpoint serves, and the deployment that a schedule monitors', async () => {
    const modelId = 'azureml://locations/westeurope/workspaces/0b/models/chd/versions/2'
    listOf(azure, 'serverlessEndpoints', [
      resource('serverlessEndpoints', 'tuned', { modelSettings: { modelId } }),
    ])
    listOf(azure, 'onlineEndpoints', [resource('onlineEndpoints', 'chd')])
    const deployments = 'onlineEndpoints/chd/deployments'
    listOf(
      azure,
      deployments,
      ['blue', 'green', 'grey'].map(name => resource(deployments, name)),
    )
    const monitor = (deploymentId: string): object => ({
      action: { monitorDefinition: { monitoringTarget: { deploymentId } } },
    })
    listOf(azure, 'schedules', [
      resource('schedules', 'by-id', monitor(`${WORKSPACE_ID}/onlineEndpoints/chd/deployments/blue`)),
      resource('schedules', 'in-short', monitor('azureml:chd:green')),
    ])
    assert.match((await needsOf(/serverless endpoint tuned/)).join(), /models\/chd\/versions\/2$/)
    assert.match((await needsOf(/schedule by-id/)).join(), /deployments\/blue$/)
    assert.match((await needsOf(/schedule in-short/)).join(), /deployments\/green$/)
  })

  it('takes what is archived for the newest only beside what is not', async () => {
    const made = (version: string, year: number, isArchived: boolean): object =>
      resource(
        'models/chd/versions',
        version,
        { isArchived },
        { systemData: { createdAt: `${year}-01-01T00:00:00Z` } },
      )
    listOf(azure, 'models', [resource('models', 'chd', { latestVersion: '1' })])
    listOf(azure, 'models/chd/versions', [
      made('1', 2020, false),
      made('2', 2021, false),
      made('3', 2022, false),
      made('4', 2023, true),
    ])
    listOf(azure, 'schedules', [resource('schedules', 'nightly', { uri: 'azureml:chd@latest' })])
    const found = await needsOf(/schedule nightly/)
    assert.deepEqual(found.map(id => id.slice(-1)).sort(), ['1', '3', '4'])
    const { items } = await inventoryOf(azure)
    assert.deepEqual(new Set(items.map(({ group }) => group)), new Set(['chd', 'chd (archived)']))
  })

  it('takes names for the same whatever their case', async () => {
    listOf(azure, 'onlineEndpoints', [resource('onlineEndpoints', 'chd', { traffic: { Blue: 100 } })])
    listOf(azure, 'onlineEndpoints/chd/deployments', [resource('onlineEndpoints/chd/deployments', 'blue')])
    const { items } = await inventoryOf(azure, ['deployment'])
    assert.equal(items.find(({ name }) => name === 'chd/blue')?.inUse, 'serves 100 % of chd')
  })

  it('takes mirrored traffic for use, as well as traffic and a change that is under way', async () => {
    const service = { traffic: { blue: 100, green: 0 }, mirrorTraffic: { green: 10 } }
    listOf(azure, 'onlineEndpoints', [resource('onlineEndpoints', 'chd', service)])
    listOf(azure, 'onlineEndpoints/chd/deployments', [
      resource('onlineEndpoints/chd/deployments', 'blue'),
      resource('onlineEndpoints/chd/deployments', 'green'),
      resource('onlineEndpoints/chd/deployments', 'moving', { provisioningState: 'Updating' }),
      resource('onlineEndpoints/chd/deployments', 'grey', { provisioningState: 'Failed' }),
    ])
    const { items } = await inventoryOf(azure, ['deployment'])
    const uses = Object.fromEntries(items.map(({ name, inUse }) => [name, inUse]))
    assert.deepEqual(uses, {
      chd: undefined,
      'chd/blue': 'serves 100 % of chd',
      'chd/green': 'gets 10 % of chd mirrored',
      'chd/moving': 'is Updating',
      'chd/grey': undefined,
    })
  })

  it('links a deployment to its endpoint, environment and tagged model, and a model to its environments', async () => {
    listOf(azure, 'onlineEndpoints', [resource('onlineEndpoints', 'chd')])
    const environmentId = `${WORKSPACE_ID}/environments/serving/versions/1`
    const tags = { tags: { 'mlops.model': 'chd:1' } }
    listOf(azure, 'onlineEndpoints/chd/deployments', [
      resource('onlineEndpoints/chd/deployments', 'blue', { environmentId }, tags),
    ])
    listOf(azure, 'environments', [resource('environments', 'serving')])
    listOf(azure, 'environments/serving/versions', [
      resource('environments/serving/versions', '1', { image: 'r.example/x:1', ...tags }),
    ])
    const { items } = linked(await inventoryOf(azure))
    const needs = (name: string): string[] =>
      (items.find(one => one.name === name)?.needs ?? []).map(
        id => items.find(one => one.id === id)?.name ?? id,
      )
    assert.deepEqual(needs('chd/blue').sort(), ['chd', 'chd:1', 'serving:1'])
    assert.deepEqual(needs('chd:1'), ['serving:1'])
    assert.deepEqual(needs('chd:2'), [])
  })

  it('asks for no job that can be none, whatever a tag says', async () => {
    const made = (version: string, run: string): object =>
      resource('models/chd/versions', version, { tags: { 'mlops.run': run } })
    listOf(azure, 'models/chd/versions', [made('1', 'job-1'), made('2', '../computes/x?y'), made('3', 'a b')])
    const { items } = await inventoryOf(azure)
    assert.deepEqual(
      items.map(({ madeBy }) => madeBy),
      ['job-1', undefined, undefined],
    )
  })

  it('dates a cluster by its last job, and leaves computes alone that are no clusters', async () => {
    const idle = { computeType: 'AmlCompute', provisioningState: 'Succeeded', createdOn: OLD, properties: {} }
    const busy = { ...idle, properties: { nodeStateCounts: { runningNodeCount: 2 } } }
    listOf(azure, 'computes', [
      resource('computes', 'cpu', idle),
      resource('computes', 'gpu', busy),
      resource('computes', 'mine', { ...idle, computeType: 'ComputeInstance' }),
      resource('computes', 'aks', { ...idle, computeType: 'Kubernetes' }),
      resource('computes', 'v1', { ...idle, computeType: 'AKS' }),
      resource('computes', 'timeless', { ...idle, createdOn: undefined }),
    ])
    const late = { systemData: { createdAt: '2025-06-01T00:00:00Z' } }
    const used = { status: 'Completed', computeId: `${WORKSPACE_ID}/computes/cpu` }
    listOf(azure, 'jobs', [resource('jobs', 'late', used, late)])
    const { items } = await inventoryOf(azure, ['compute'])
    const [cpu, gpu, mine, aks, v1, timeless] = items.filter(({ kind }) => kind === 'compute')
    assert.equal(cpu?.since, Date.UTC(2025, 5, 1))
    assert.equal(gpu?.inUse, 'has 2 node(s) at work')
    assert.equal(mine?.inUse, 'is a compute of type ComputeInstance')
    assert.equal(aks?.attached, true)
    assert.match(v1?.inUse ?? '', /^is attached the old way/)
    assert.equal(timeless?.since, Number.MAX_SAFE_INTEGER)
  })

  it('reads only what may hold on to the chosen kinds', async () => {
    await inventoryOf(azure, ['deployment'])
    assert.deepEqual(azure.wire.sent('GET', /\/(models|environments|codes|components)\?/), [])
    assert.equal(azure.wire.sent('GET', /\/ws-mlops\/(jobs|schedules|onlineEndpoints)\?/).length, 3)
  })
})
