import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { task } from '../../../tasks/MLOpsDeployToAks/MLOpsDeployToAksV1/task.ts'
import { BUILD_OUTPUT } from '../../scenario/deploy/release.ts'
import type { FakeHost } from '../../support/fake-host.ts'
import { TestFolder } from '../../support/folder.ts'
import { type ServingWorkspace, score, startWithCluster } from '../azure-serving/serving-workspace.ts'
import { putTinyImage } from '../azure-serving/tiny-image.ts'
import type { Json } from '../azure-ml/workspace.ts'
import { until } from '../azure/until.ts'
import { hostOn } from './library-over-azure.ts'

describe('What lies in local Azure after MLOpsDeployToAks', function () {
  this.timeout(120_000)
  const folder = new TestFolder()
  let workspace: ServingWorkspace
  let host: FakeHost
  let key: string
  let image: string

  before(async () => {
    workspace = await startWithCluster({ har: folder.at('traffic.har') })
    image = await putTinyImage(workspace.azure.world)
    host = releaseHost()
    const { result } = await task.run(task.readInputs(host), host)
    assert.equal(result, 'Succeeded', host.log.text)
    key = await workspace.key('chd')
  })
  after(async () => {
    await workspace.close()
    folder.remove()
  })

  /** A release with everything switched on, whose smoke test has the script collect its inputs. */
  function releaseHost(): FakeHost {
    const digest = image.split('@')[1]
    const handoff = { ...BUILD_OUTPUT, image_reference: image, image_digest: digest, image_id: digest }
    folder.write({
      'mlops/build-pipeline-output-vars.json': JSON.stringify(handoff),
      'request.json': '{"collect": "model_inputs"}',
    })
    const { resourceGroup, workspace: workspaceName } = workspace.azure.description
    return hostOn(workspace.azure.description, {
      variables: {
        'Pipeline.Workspace': folder.path,
        'Build.BuildId': '7',
        'Build.BuildNumber': '20261123.1',
        'Build.SourceVersion': 'abc',
      },
      inputs: {
        ...{ azureSubscription: 'azure', resourceGroup, workspaceName, computeName: 'k8s' },
        ...{ endpointName: 'chd', description: 'ten-year risk', tags: 'team=risk' },
        ...{ requestFile: folder.at('request.json'), collectData: 'true', appInsightsEnabled: 'true' },
        keyVaultName: 'kv-mlops',
      },
    })
  }

  /** The rows of a collection in the workspace's blob store, and the blobs in which they lie. */
  async function collected(name: string): Promise<{ paths: string[]; rows: Json[] }> {
    const { blobs } = workspace.azure.world
    const datastore = await workspace.ok('GET', '/datastores/workspaceblobstore')
    const container = String((datastore['properties'] as Json)['containerName'])
    const found = await blobs.list(container, `modelDataCollector/chd/blue/${name}/`)
    const texts = await Promise.all(found.map(blob => blobs.get(container, blob.name)))
    const lines = texts.flatMap(text => text.toString().split('\n').filter(Boolean))
    return { paths: found.map(blob => blob.name), rows: lines.map(line => JSON.parse(line) as Json) }
  }

  const rowsOf = async (name: string) => {
    await until(`a row of ${name}`, async () => (await collected(name)).rows.length > 0)
    return collected(name)
  }

  for (const name of ['model_inputs', 'model_outputs']) {
    it(`are the rows of ${name}, in the folder of their hour`, async () => {
      const headers = { authorization: `Bearer ${key}` }
      const uri = host.outputValues['scoringUri'] ?? ''
      assert.equal((await score(uri, { collect: name }, headers)).status, 200)
      const { paths, rows } = await rowsOf(name)
      const place = new RegExp(
        `^modelDataCollector/chd/blue/${name}/\\d{4}/\\d{2}/\\d{2}/\\d{2}/[\\w-]+\\.jsonl$`,
      )
      assert.match(paths[0] ?? '', place)
      assert.equal(rows[0]?.['type'], `azureml.inference.${name}`)
      assert.deepEqual(rows[0]['data'], [{ age: 63 }])
      assert.match(String(rows[0]['source']), /\/onlineEndpoints\/chd\/deployments\/blue$/)
    })
  }

  /** Events of the Application Insights that the workspace names, newest first. */
  async function events(type: string): Promise<Json[]> {
    const { azure } = workspace
    const { endpoints } = azure.description
    const token = async (scope: string) => (await azure.credential.getToken(`${scope}/.default`)).token
    const found = await azure.call(
      'GET',
      `${endpoints.resourceManager}${workspace.id}?api-version=2025-12-01`,
      {
        token: await token('https://management.azure.com'),
      },
    )
    const component = String((found.json()['properties'] as Json)['applicationInsights'])
    const insights = await azure.call(
      'GET',
      `${endpoints.resourceManager}${component}?api-version=2020-02-02`,
      {
        token: await token('https://management.azure.com'),
      },
    )
    const app = String((insights.json()['properties'] as Json)['AppId'])
    const answer = await azure.call('GET', `${endpoints.dataPlane}/v1/apps/${app}/events/${type}`, {
      token: await token('https://api.applicationinsights.io'),
    })
    return answer.json()['value'] as Json[]
  }

  it('is the telemetry of each request, a failed one as such', async () => {
    const headers = { authorization: `Bearer ${key}`, 'x-request-id': 'request-9' }
    await score(host.outputValues['scoringUri'] ?? '', { raise: true }, headers)
    const [newest, before] = await events('requests')
    const { request, customDimensions, cloud } = newest as {
      request: Json
      customDimensions: Json
      cloud: Json
    }
    assert.deepEqual(
      [request['id'], request['resultCode'], request['success'], request['name']],
      ['request-9', '502', 'False', 'POST /score'],
    )
    assert.equal(cloud['roleName'], 'chd/blue')
    assert.equal(customDimensions['Deployment Name'], 'blue')
    assert.equal((before?.['request'] as Json)['success'], 'True')
  })

  it('is what the container wrote, as traces', async () => {
    const messages = (await events('traces')).map(({ trace }) => (trace as Json)['message'])
    assert.ok(messages.includes('Worker ready for serving traffic'))
  })

  it('is no telemetry of a deployment that was not asked for any', async () => {
    const quiet = await workspace.deploy('chd', 'green', image)
    assert.equal((quiet['properties'] as Json)['appInsightsEnabled'], false)
    const headers = { authorization: `Bearer ${key}`, 'azureml-model-deployment': 'green' }
    const before = (await events('requests')).length
    assert.equal((await score(host.outputValues['scoringUri'] ?? '', {}, headers)).status, 200)
    assert.equal((await events('requests')).length, before)
  })

  it('is the key of the endpoint in Key Vault', async () => {
    const { azure } = workspace
    const { token } = await azure.credential.getToken('https://vault.azure.net/.default')
    const uri = `https://localhost:${azure.world.settings.ports.vault}/kv-mlops/`
    const secret = (await azure.call('GET', `${uri}secrets/chd-key?api-version=7.4`, { token })).json()
    assert.equal(secret['value'], key)
    assert.equal(secret['contentType'], 'Key of online endpoint chd')
    assert.equal((secret['tags'] as Json)['mlops.build'], '7')
  })

  it('is the description and every contract tag on the deployment, and who made it on the endpoint, which outlives it', async () => {
    const madeBy = {
      team: 'risk',
      'mlops.build': '7',
      'mlops.buildNumber': '20261123.1',
      'mlops.commit': 'abc',
    }
    const released = {
      ...madeBy,
      'mlops.run': 'job-1',
      'mlops.model': 'chd:3',
      'mlops.imageDigest': image.split('@')[1],
      'mlops.gate': 'accepted',
    }
    for (const [path, expected] of [
      ['/onlineEndpoints/chd', madeBy],
      ['/onlineEndpoints/chd/deployments/blue', released],
    ] as const) {
      const { tags, properties } = (await workspace.ok('GET', path)) as { tags: Json; properties: Json }
      assert.equal(properties['description'], 'ten-year risk', path)
      assert.deepEqual(tags, expected, path)
    }
  })

  it('is no key in any log, page, output or file, nor in the record of the traffic', async () => {
    const { log, summaries, outputValues, taskState } = host
    const said = JSON.stringify([log.lines, log.debugLines, summaries, outputValues, taskState])
    assert.ok(!said.includes(key))
    assert.deepEqual(host.secretOutputs, { endpointKey: key })
    const files = readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
      .map(name => join(folder.path, name))
      .filter(name => statSync(name).isFile())
    assert.ok(files.some(name => name.endsWith('traffic.har')) && files.length >= 4)
    for (const name of files) assert.ok(!readFileSync(name, 'utf8').includes(key), name)
  })
})
