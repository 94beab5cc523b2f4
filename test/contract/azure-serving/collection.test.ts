import assert from 'node:assert/strict'
import type { Json } from '../azure-ml/workspace.ts'
import { until } from '../azure/until.ts'
import { type ServingWorkspace, score, startWithCluster } from './serving-workspace.ts'
import { putTinyImage } from './tiny-image.ts'

describe('Data collection of a deployment in local Azure', function () {
  this.timeout(60_000)
  let workspace: ServingWorkspace
  let uri: string
  let headers: Record<string, string>

  before(async () => {
    workspace = await startWithCluster()
    uri = await workspace.makeEndpoint('chd')
    headers = { authorization: `Bearer ${await workspace.key('chd')}`, 'x-request-id': 'request-7' }
    const enabled = { dataCollectionMode: 'Enabled', samplingRate: 1 }
    await workspace.ok('PUT', '/data/answers/versions/1', {
      properties: {
        dataType: 'uri_folder',
        dataUri: 'azureml://datastores/workspaceblobstore/paths/kept/answers/',
      },
    })
    const dataId = `${workspace.id}/data/answers/versions/1`
    const collections = { model_inputs: enabled, request: enabled, response: { ...enabled, dataId } }
    const image = await putTinyImage(workspace.azure.world)
    await workspace.deploy('chd', 'blue', image, { dataCollector: { collections } })
    await workspace.deploy('chd', 'green', image)
    await workspace.setTraffic('chd', { blue: 100 })
    assert.equal((await score(uri, { collect: 'model_inputs' }, headers)).status, 200)
  })
  after(() => workspace.close())

  /** The rows of a collection, by the blob in which they lie. */
  const rowsOf = async (deployment: string, collection: string) =>
    rowsIn(`modelDataCollector/chd/${deployment}/${collection}/`)

  const rowsIn = async (prefix: string) => {
    const { blobs, workspaceArmId, settings } = { ...workspace.azure.world }
    const datastore = await workspace.ok('GET', '/datastores/workspaceblobstore')
    const container = String((datastore['properties'] as Json)['containerName'])
    assert.ok(workspaceArmId && settings)
    const found = await blobs.list(container, prefix)
    const texts = await Promise.all(found.map(({ name }) => blobs.get(container, name)))
    const rows = texts
      .flatMap(text => text.toString().split('\n').filter(Boolean)) // a blob is there before its first row is
      .map(line => JSON.parse(line) as Json)
    return { paths: found.map(({ name }) => name), rows }
  }
  const collected = async (collection: string) => {
    await until(`a row of ${collection}`, async () => (await rowsOf('blue', collection)).rows.length > 0)
    return rowsOf('blue', collection)
  }

  const answers = async () => {
    await until('an answer', async () => (await rowsIn('kept/answers/')).rows.length > 0)
    return rowsIn('kept/answers/')
  }

  it('keeps what the script collects as CloudEvents in the folder of its hour', async () => {
    const { paths, rows } = await collected('model_inputs')
    const [row] = rows
    assert.match(
      paths[0] ?? '',
      /^modelDataCollector\/chd\/blue\/model_inputs\/\d{4}\/\d{2}\/\d{2}\/\d{2}\/[\w-]+\.jsonl$/,
    )
    assert.equal(row?.['type'], 'azureml.inference.model_inputs')
    assert.match(String(row['source']), /\/onlineEndpoints\/chd\/deployments\/blue$/)
    assert.deepEqual(row['data'], [{ age: 63 }])
    assert.deepEqual(
      [row['specversion'], row['modelversion'], row['collectdatatype']],
      ['1.0', 'default', 'pandas.core.frame.DataFrame'],
    )
  })

  it('keeps requests and answers without any code in the script, under one id', async () => {
    const [request] = (await collected('request')).rows
    const [response] = (await answers()).rows
    assert.deepEqual(request?.['data'], { collect: 'model_inputs' })
    assert.deepEqual([request['correlationid'], response?.['correlationid']], ['request-7', 'request-7'])
  })

  it('keeps a collection in the folder of its data asset, and nowhere else', async () => {
    const [path] = (await answers()).paths
    assert.match(path ?? '', /^kept\/answers\/\d{4}\/\d{2}\/\d{2}\/\d{2}\/[\w-]+\.jsonl$/)
    assert.deepEqual((await rowsOf('blue', 'response')).paths, [])
  })

  it('keeps nothing of a deployment without a data collector', async () => {
    const named = { ...headers, 'azureml-model-deployment': 'green' }
    assert.equal((await score(uri, {}, named)).status, 200)
    assert.equal((await score(uri, {}, headers)).status, 200)
    await until('the second request of blue', async () => (await rowsOf('blue', 'request')).rows.length > 1)
    assert.deepEqual((await rowsOf('green', 'request')).paths, [])
  })
})
