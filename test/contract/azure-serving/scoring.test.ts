import assert from 'node:assert/strict'
import { type ServingWorkspace, score, startWithCluster } from './serving-workspace.ts'
import { putTinyImage } from './tiny-image.ts'

describe('A deployment of an image in local Azure', () => {
  let workspace: ServingWorkspace
  let uri: string
  let key: string
  const ask = (body: object, headers: Record<string, string> = {}) =>
    score(uri, body, { authorization: `Bearer ${key}`, ...headers })

  before(async () => {
    workspace = await startWithCluster()
    uri = await workspace.makeEndpoint('chd')
    key = await workspace.key('chd')
    const image = await putTinyImage(workspace.azure.world)
    const blue = await workspace.deploy('chd', 'blue', image, { environmentVariables: { WHO: 'blue' } })
    assert.equal((blue['properties'] as { provisioningState: string }).provisioningState, 'Succeeded')
    await workspace.setTraffic('chd', { blue: 100 })
  })
  after(() => workspace.close())

  it('answers at the scoring address of a Kubernetes router and says which deployment it was', async () => {
    assert.match(uri, /^http:\/\/localhost:\d+\/api\/v1\/endpoint\/chd\/score$/)
    const answer = await ask({})
    assert.equal(answer.status, 200, answer.text)
    assert.equal((JSON.parse(answer.text) as { who: string }).who, 'blue')
    assert.equal(answer.headers['azureml-model-deployment'], 'blue')
    assert.equal(answer.headers['x-ms-run-function-failed'], 'False')
  })
})
