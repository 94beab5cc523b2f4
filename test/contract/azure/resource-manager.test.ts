import assert from 'node:assert/strict'
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import { RestError } from '@azure/core-rest-pipeline'
import { type AzureUnderTest, secretCredential, startForTest } from './local-azure.ts'

const ARM = 'https://management.azure.com/.default'
const VERSION = '?api-version=2025-12-01'

describe('Azure Resource Manager in local Azure', () => {
  let azure: AzureUnderTest
  let client: AzureMachineLearningWorkspaces
  let token: string

  before(async () => {
    azure = await startForTest()
    client = newClient()
    token = (await azure.credential.getToken(ARM)).token
  })
  after(() => azure.close())

  const newClient = (credential = azure.credential) =>
    new AzureMachineLearningWorkspaces(credential, azure.description.subscriptionId, {
      endpoint: azure.description.endpoints.resourceManager,
      credentialScopes: ARM,
      retryOptions: { maxRetries: 0 },
      ...azure.trust,
    })

  const url = (path: string) => azure.description.endpoints.resourceManager + path
  const group = () => `/subscriptions/${azure.description.subscriptionId}/resourceGroups/rg-mlops`
  const get = (path: string, bearer = token) => azure.call('GET', url(path), { token: bearer })
  const errorOf = (answer: { text: string }) =>
    (JSON.parse(answer.text) as { error: { code: string; message: string } }).error

  describe('to the official client', () => {
    it('shows the workspace', async () => {
      const workspace = await client.workspaces.get('rg-mlops', 'ws-mlops')
      const { dataPlane } = azure.description.endpoints
      assert.equal(workspace.name, 'ws-mlops')
      assert.equal(workspace.discoveryUrl, `${dataPlane}/discovery`)
      assert.match(workspace.containerRegistry ?? '', /\/Microsoft\.ContainerRegistry\/registries\/crmlops/)
      assert.equal(
        workspace.mlFlowTrackingUri,
        `azureml://${new URL(dataPlane).host}/mlflow/v1.0${workspace.id}`,
      )
    })

    it('says ResourceNotFound for another workspace', () =>
      assert.rejects(client.workspaces.get('rg-mlops', 'other'), (error: unknown) => {
        assert.ok(error instanceof RestError)
        assert.deepEqual([error.statusCode, error.code], [404, 'ResourceNotFound'])
        return true
      }))

    it('lists workspaces and datastores, of which one is the default', async () => {
      const names: (string | undefined)[] = []
      for await (const { name } of client.workspaces.listByResourceGroup('rg-mlops')) names.push(name)
      assert.deepEqual(names, ['ws-mlops'])
      const stores = []
      for await (const store of client.datastores.list('rg-mlops', 'ws-mlops')) stores.push(store)
      assert.deepEqual(
        stores.map(({ name, properties }) => [name, properties.isDefault]),
        [
          ['workspaceblobstore', true],
          ['workspaceartifactstore', false],
        ],
      )
    })

    it('has no secrets for a datastore of identity', async () => {
      const { properties } = await client.datastores.get('rg-mlops', 'ws-mlops', 'workspaceblobstore')
      assert.equal(properties.credentials.credentialsType, 'None')
      await assert.rejects(client.datastores.listSecrets('rg-mlops', 'ws-mlops', 'workspaceblobstore'), {
        statusCode: 400,
      })
    })

    it('lists quotas and sizes of the region, and knows no other region', async () => {
      const usages = []
      for await (const usage of client.usages.list(azure.description.location)) usages.push(usage)
      const family = usages.find(({ name }) => name?.value === 'standardDSv2Family')
      assert.equal(family?.limit, 20)
      const { value = [] } = await client.virtualMachineSizes.list(azure.description.location)
      assert.equal(value.find(({ name }) => name === 'Standard_DS3_v2')?.vCPUs, 4)
      await assert.rejects(client.virtualMachineSizes.list('atlantis'), { code: 'NoRegisteredProviderFound' })
    })
  })

  describe('forgives in paths what Azure forgives', () => {
    it('doubled slashes and any casing', async () => {
      const answer = await get(
        `//subscriptions/${azure.description.subscriptionId.toUpperCase()}/RESOURCEGROUPS${VERSION}`,
      )
      assert.equal(answer.status, 200, answer.text)
      const workspace = await get(
        `/${group().toLowerCase()}/providers/microsoft.machinelearningservices/WORKSPACES/WS-mlops${VERSION}`,
      )
      assert.equal(workspace.status, 200, workspace.text)
    })
  })

  describe('refuses', () => {
    it('a call without a token', async () => {
      const answer = await azure.call('GET', url(`${group()}${VERSION}`))
      assert.equal(answer.status, 401)
      assert.equal(errorOf(answer).code, 'AuthenticationFailed')
    })

    it('a token for storage: InvalidAuthenticationTokenAudience', async () => {
      const storage = await azure.credential.getToken('https://storage.azure.com/.default')
      const answer = await get(`${group()}${VERSION}`, storage.token)
      assert.equal(answer.status, 401)
      assert.equal(errorOf(answer).code, 'InvalidAuthenticationTokenAudience')
    })

    it('a token of another tenant: InvalidAuthenticationTokenTenant', async () => {
      const guest = await azure.stranger({ tenantId: crypto.randomUUID() })
      const answer = await get(`${group()}${VERSION}`, (await guest.getToken(ARM)).token)
      assert.equal(errorOf(answer).code, 'InvalidAuthenticationTokenTenant')
    })

    it('an altered token: InvalidAuthenticationToken', async () => {
      const answer = await get(`${group()}${VERSION}`, token.slice(0, -6) + 'AAAAAA')
      assert.equal(errorOf(answer).code, 'InvalidAuthenticationToken')
    })

    it('a path without api-version: MissingApiVersionParameter', async () => {
      const answer = await get(group())
      assert.equal(answer.status, 400)
      assert.equal(errorOf(answer).code, 'MissingApiVersionParameter')
    })

    it('an api-version that is no date: InvalidApiVersionParameter', async () => {
      assert.equal(errorOf(await get(`${group()}?api-version=1.0`)).code, 'InvalidApiVersionParameter')
    })

    it('an unknown subscription, resource group and datastore, each in its own words', async () => {
      const subscription = await get(`/subscriptions/${crypto.randomUUID()}${VERSION}`)
      assert.equal(errorOf(subscription).code, 'SubscriptionNotFound')
      const other = await get(`${group().replace('rg-mlops', 'rg-other')}${VERSION}`)
      assert.equal(errorOf(other).code, 'ResourceGroupNotFound')
      const datastore = await get(`${azure.world.workspaceArmId}/datastores/none${VERSION}`)
      assert.equal(datastore.status, 404)
      assert.equal(errorOf(datastore).code, 'UserError')
      assert.match(datastore.text, /NotFoundError/)
    })

    it('a principal without a role: AuthorizationFailed, naming action and scope', async () => {
      const stranger = await azure.stranger()
      const answer = await get(
        `${azure.world.workspaceArmId}/datastores${VERSION}`,
        (await stranger.getToken(ARM)).token,
      )
      assert.equal(answer.status, 403)
      const { code, message } = errorOf(answer)
      assert.equal(code, 'AuthorizationFailed')
      assert.ok(message.includes(`'Microsoft.MachineLearningServices/workspaces/datastores/read'`), message)
      assert.ok(message.includes(`over scope '${azure.world.workspaceArmId}'`), message)
    })

    it('a secret to who may only read', async () => {
      const reader = newClient(await azure.stranger({ role: 'Reader' }))
      await reader.workspaces.get('rg-mlops', 'ws-mlops')
      await assert.rejects(reader.datastores.listSecrets('rg-mlops', 'ws-mlops', 'workspaceblobstore'), {
        statusCode: 403,
        code: 'AuthorizationFailed',
      })
    })

    it('what it does not emulate: 501, naming method and path', async () => {
      const path = `${group()}/providers/Microsoft.Compute/virtualMachines/vm`
      const answer = await get(`${path}${VERSION}`)
      assert.equal(answer.status, 501)
      assert.ok(errorOf(answer).message.includes(`GET ${path}`), answer.text)
    })
  })

  it('expires tokens: ExpiredAuthenticationToken after their life', async () => {
    await azure.control('PUT', '/token-lifetime', { seconds: 60 })
    const brief = await secretCredential(azure, azure.trust.tlsOptions.ca).getToken(ARM)
    assert.equal((await get(`${group()}${VERSION}`, brief.token)).status, 200)
    await azure.control('POST', '/clock', { milliseconds: 61_000 })
    const answer = await get(`${group()}${VERSION}`, brief.token)
    assert.equal(answer.status, 401)
    assert.equal(errorOf(answer).code, 'ExpiredAuthenticationToken')
  })

  it('describes the cloud and the data plane to who asks without a token', async () => {
    const metadata = await azure.call('GET', url('/metadata/endpoints?api-version=2019-05-01'))
    assert.match(metadata.text, /"AzureCloud"/)
    const { dataPlane } = azure.description.endpoints
    const discovery = await azure.call('GET', `${dataPlane}/discovery`)
    assert.deepEqual(discovery.json(), { api: dataPlane })
  })

  describe('of a workspace with account keys', () => {
    let keyed: AzureUnderTest
    before(async () => {
      keyed = await startForTest({ config: { accountKey: true } })
    })
    after(() => keyed.close())

    it('gives the key of a datastore', async () => {
      const { token: bearer } = await keyed.credential.getToken(ARM)
      const path = `${keyed.world.workspaceArmId}/datastores/workspaceblobstore/listSecrets${VERSION}`
      const answer = await keyed.call('POST', keyed.description.endpoints.resourceManager + path, {
        token: bearer,
      })
      assert.deepEqual(answer.json(), {
        secretsType: 'AccountKey',
        key: keyed.world.settings.storageAccountKey,
      })
    })
  })
})
