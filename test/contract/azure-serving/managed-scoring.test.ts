import assert from 'node:assert/strict'
import type { Answer } from '../azure/local-azure.ts'
import type { Json } from '../azure-ml/workspace.ts'
import { type ManagedWorkspace, startManaged } from './managed-workspace.ts'

describe('The scoring address of a managed endpoint in local Azure', function () {
  this.timeout(60_000)
  let workspace: ManagedWorkspace
  let uri: string
  let key: string

  before(async () => {
    workspace = await startManaged()
    uri = await workspace.makeManaged('chd')
    key = await workspace.key('chd')
    await workspace.made('chd', 'blue', { environmentVariables: { WHO: 'blue' } })
    await workspace.made('chd', 'green', { environmentVariables: { WHO: 'green' } })
    await workspace.ended(await workspace.setShares('chd', { blue: 100 }))
  })
  after(() => workspace.close())

  const ask = (body: Json = {}, headers: Record<string, string> = {}, token = key): Promise<Answer> =>
    workspace.azure.call('POST', uri, { body, headers, token })
  const straightTo = (name: string) => ({ 'azureml-model-deployment': name })
  const who = (answer: Answer) => answer.json()['who']

  it('is encrypted, and the answer says which deployment gave it', async () => {
    assert.match(uri, /^https:/)
    const answer = await ask()
    assert.deepEqual([answer.status, who(answer)], [200, 'blue'])
    assert.equal(answer.headers['azureml-model-deployment'], 'blue')
    assert.equal(who(await ask({}, straightTo('green'))), 'green')
  })

  it('opens to its keys, and is no address of a cluster', async () => {
    assert.equal((await ask({}, {}, 'wrong')).status, 401)
    const asCluster = uri.replace('/inference/', '/api/v1/endpoint/')
    assert.equal((await workspace.azure.call('POST', asCluster, { body: {}, token: key })).status, 404)
  })

  it('opens to Entra tokens of those who may score, where its auth mode is AADToken', async () => {
    const open = await workspace.makeManaged('entra', { authMode: 'AADToken' })
    await workspace.made('entra', 'blue')
    const shares = await workspace.setShares('entra', { blue: 100 }, { authMode: 'AADToken' })
    await workspace.ended(shares)
    const status = async (credential: typeof workspace.azure.credential, scope = 'https://ml.azure.com') => {
      const { token } = await credential.getToken(`${scope}/.default`)
      return (await workspace.azure.call('POST', open, { body: {}, token })).status
    }
    const reader = await workspace.azure.stranger({ role: 'Reader' })
    assert.equal(await status(workspace.azure.credential), 200)
    assert.equal(await status(workspace.azure.credential, 'https://management.azure.com'), 401)
    assert.equal(await status(reader), 403)
    assert.equal((await workspace.arm('POST', '/onlineEndpoints/entra/listKeys')).status, 400)
  })

  it('answers 424 for whatever the container says beside 200, and tells what it said', async () => {
    const answer = await ask({ raise: true })
    assert.equal(answer.status, 424)
    assert.equal(answer.headers['ms-azureml-model-error-statuscode'], '500')
    assert.equal(answer.headers['ms-azureml-model-error-reason'], 'model_error')
    assert.match(answer.text, /boom/)
  })

  it('answers 408 where the request takes longer than the deployment allows', async () => {
    const requestSettings = { requestTimeout: 'PT0.2S' }
    await workspace.made('chd', 'hasty', { requestSettings })
    assert.equal((await ask({ seconds: 1 }, straightTo('hasty'))).status, 408)
  })

  it('answers 429 to more than twice what the deployment takes at a time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => ask({ seconds: 0.5 }, straightTo('green'))))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 429])
  })

  it('answers 404 without traffic and for an unknown deployment', async () => {
    assert.equal((await ask({}, straightTo('purple'))).status, 404)
    const idle = await workspace.makeManaged('idle')
    const token = await workspace.key('idle')
    assert.equal((await workspace.azure.call('POST', idle, { body: {}, token })).status, 404)
  })

  it('answers 403 to the public network where that is switched off', async () => {
    const hidden = await workspace.makeManaged('hidden', { publicNetworkAccess: 'Disabled' })
    const token = await workspace.key('hidden')
    assert.equal((await workspace.azure.call('POST', hidden, { body: {}, token })).status, 403)
  })
})
