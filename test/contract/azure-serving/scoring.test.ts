import assert from 'node:assert/strict'
import { until } from '../azure/until.ts'
import {
  type Scored,
  type ServingWorkspace,
  deploymentBody,
  score,
  startWithCluster,
} from './serving-workspace.ts'
import { putTinyImage } from './tiny-image.ts'

describe('The scoring address of an online endpoint in local Azure', function () {
  this.timeout(60_000)
  let workspace: ServingWorkspace
  let image: string
  let uri: string
  let key: string
  const ask = (body: object = {}, headers: Record<string, string> = {}) =>
    score(uri, body, { authorization: `Bearer ${key}`, ...headers })
  const who = ({ text }: Scored) => (JSON.parse(text) as { who: string }).who
  const as = (name: string, more: object = {}) => ({ environmentVariables: { WHO: name }, ...more })

  before(async () => {
    workspace = await startWithCluster()
    uri = await workspace.makeEndpoint('chd')
    key = await workspace.key('chd')
    image = await putTinyImage(workspace.azure.world)
    const blue = await workspace.deploy('chd', 'blue', image, as('blue'))
    assert.equal((blue['properties'] as { provisioningState: string }).provisioningState, 'Succeeded')
    await workspace.setTraffic('chd', { blue: 100 })
  })
  after(() => workspace.close())

  it('is a Kubernetes router’s, and the answer says which deployment gave it', async () => {
    assert.match(uri, /^http:\/\/localhost:\d+\/api\/v1\/endpoint\/chd\/score$/)
    const answer = await ask()
    assert.equal(answer.status, 200, answer.text)
    assert.equal(who(answer), 'blue')
    assert.equal(answer.headers['azureml-model-deployment'], 'blue')
    assert.equal(answer.headers['x-ms-run-function-failed'], 'False')
  })

  it('opens to the primary key, the secondary key and nobody else', async () => {
    const { secondaryKey } = await workspace.ok('POST', '/onlineEndpoints/chd/listKeys')
    const secondary = await ask({}, { authorization: `Bearer ${String(secondaryKey)}` })
    const wrong = await ask({}, { authorization: 'Bearer wrong' })
    const none = await score(uri, {})
    assert.deepEqual([secondary.status, wrong.status, none.status], [200, 401, 401])
  })

  it('closes to a key that was regenerated', async () => {
    const old = String((await workspace.ok('POST', '/onlineEndpoints/chd/listKeys'))['secondaryKey'])
    await workspace.arm('POST', '/onlineEndpoints/chd/regenerateKeys', { keyType: 'Secondary' })
    assert.equal((await ask({}, { authorization: `Bearer ${old}` })).status, 401)
  })

  it('takes a token, and has no keys, where its auth mode is AMLToken', async () => {
    const address = await workspace.makeEndpoint('tokens', { authMode: 'AMLToken' })
    const issued = await workspace.ok('POST', '/onlineEndpoints/tokens/token')
    const headers = { authorization: `Bearer ${String(issued['accessToken'])}` }
    assert.equal(Number(issued['expiryTimeUtc']) - Number(issued['refreshAfterTimeUtc']), 6 * 3600)
    assert.equal((await score(address, {}, headers)).status, 404)
    assert.equal((await score(address, {}, { authorization: 'Bearer x' })).status, 401)
    assert.equal((await workspace.arm('POST', '/onlineEndpoints/tokens/listKeys')).status, 400)
  })

  it('gives a container the variables of its image and its deployment, and no others of the machine', async () => {
    const variables = [
      'WHO',
      'MLOPS_HOME',
      'AZUREML_MODEL_DIR',
      'AML_APP_ROOT',
      'AZUREML_ENTRY_SCRIPT',
      'USER',
    ]
    const { environment } = JSON.parse((await ask({ variables })).text) as {
      environment: Record<string, string | null>
    }
    assert.equal(environment['WHO'], 'blue')
    assert.match(String(environment['MLOPS_HOME']), /\/root\/opt\/mlops$/)
    assert.match(String(environment['AZUREML_MODEL_DIR']), /\/root\/var\/azureml-app\/models$/)
    assert.deepEqual(
      [environment['AML_APP_ROOT'], environment['AZUREML_ENTRY_SCRIPT'], environment['USER']],
      [null, null, null],
    )
  })

  it('answers 502 where run() raises, and again when the server broke off and was started anew', async () => {
    assert.equal((await ask({ raise: true })).status, 502)
    assert.equal((await ask({ exit: true })).status, 502)
    await until('the container is started again', async () => (await ask()).status === 200)
  })

  it('answers 504 where the request takes longer than the deployment allows', async () => {
    await workspace.deploy(
      'chd',
      'slow',
      image,
      as('slow', { requestSettings: { requestTimeout: 'PT0.3S' } }),
    )
    assert.equal((await ask({ seconds: 2 }, { 'azureml-model-deployment': 'slow' })).status, 504)
  })

  it('answers 503 where requests come faster than the deployment’s queue moves', async () => {
    const requestSettings = { maxConcurrentRequestsPerInstance: 1, maxQueueWait: 'PT0.1S' }
    await workspace.deploy('chd', 'narrow', image, as('narrow', { requestSettings }))
    const headers = { 'azureml-model-deployment': 'narrow' }
    const answers = await Promise.all([ask({ seconds: 1 }, headers), ask({ seconds: 1 }, headers)])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 503])
  })

  it('answers 404 without traffic, for an unknown deployment and for an unknown endpoint', async () => {
    const unknown = await ask({}, { 'azureml-model-deployment': 'purple' })
    const nowhere = await score(uri.replace('/chd/', '/nowhere/'), {}, { authorization: `Bearer ${key}` })
    assert.deepEqual([unknown.status, nowhere.status], [404, 404])
    await workspace.setTraffic('chd', { blue: 0 })
    assert.equal((await ask()).status, 404)
    await workspace.setTraffic('chd', { blue: 100 })
  })

  it('fails no request while traffic moves from blue to green and blue is deleted', async () => {
    await workspace.deploy('chd', 'green', image, as('green'))
    const stop = new AbortController()
    const clients = [0.02, 0.2, 0.05].map(seconds => askAll(seconds, stop.signal))
    await workspace.setTraffic('chd', { blue: 90, green: 10 })
    await workspace.setTraffic('chd', { blue: 50, green: 50 })
    await workspace.setTraffic('chd', { blue: 0, green: 100 })
    const gone = await workspace.ended(await workspace.arm('DELETE', '/onlineEndpoints/chd/deployments/blue'))
    assert.equal(gone['status'], 'Succeeded')
    assert.equal((await workspace.arm('GET', '/onlineEndpoints/chd/deployments/blue')).status, 404)
    stop.abort()
    const answers = (await Promise.all(clients)).flat()
    assert.ok(answers.length > 5, `${answers.length} requests`)
    assert.deepEqual(
      answers.filter(({ status }) => status !== 200),
      [],
    )
    assert.equal(who(await ask()), 'green')
  })

  it('fails no request while a deployment is replaced by another version of itself', async () => {
    const stop = new AbortController()
    const client = askAll(0.1, stop.signal)
    await workspace.deploy('chd', 'green', image, as('evergreen'))
    assert.equal(who(await ask()), 'evergreen')
    stop.abort()
    assert.deepEqual(
      (await client).filter(({ status }) => status !== 200),
      [],
    )
  })

  it('serves on with what it had when an update fails', async () => {
    const body = await deploymentBody(
      workspace,
      image,
      as('broken', { environmentVariables: { FAIL_INIT: 'no' } }),
    )
    const status = await workspace.ended(
      await workspace.arm('PUT', '/onlineEndpoints/chd/deployments/green', body),
    )
    assert.equal(status['status'], 'Failed')
    assert.equal(who(await ask()), 'evergreen')
  })

  async function askAll(seconds: number, signal: AbortSignal): Promise<Scored[]> {
    const answers: Scored[] = []
    while (!signal.aborted) answers.push(await ask({ seconds }))
    return answers
  }
})
