import assert from 'node:assert/strict'
import { readTracking } from '../../../../tasks/common/machinelearning/run/results/read-metrics.ts'
import { listChildren } from '../../../../tasks/common/machinelearning/run/history/run-history.ts'
import { openDatastore } from '../../../../tasks/common/machinelearning/datastore/datastore.ts'
import { explain } from '../../../../tasks/common/host/report.ts'
import {
  answerDatastore,
  answerWorkspace,
  CANARY,
  fakeAzure,
  TENANT,
  TOKENS,
  WORKSPACE_ID,
  type FakeAzure,
} from '../../../support/fake-azure.ts'
import { fakeWorld } from '../../../support/fake-workspace.ts'
import type { FakeWire } from '../../../support/fake-wire.ts'
import { operations, removeSources } from './operations.ts'

const AGENT_TOKEN = 'the-system-access-token'
const AT_CANARY = /canary\.example/
const NOT_CANARY = /^(?!login\.|[\w.]*canary\.)/

/** Which hosts may see which token: the whole table, as one expression. */
const ROWS: Record<string, RegExp> = {
  [TOKENS.ResourceManager]: /^(management|dataplane)\.example$/,
  [TOKENS.MachineLearning]: /^management\.example$/,
  [TOKENS.Storage]: /^[\w.]*\.storage\.example$/,
  [TOKENS.Vault]: /^vault\.example$/,
  [TOKENS.Monitor]: /^insights\.example$/,
  [AGENT_TOKEN]: /^devops\.example$/,
}

function assertTokensStayedHome({ wire }: FakeAzure): void {
  for (const request of wire.requests) {
    const carried = JSON.stringify({
      ...request.headers,
      body: request.body.toString(),
      url: request.url.href,
    })
    for (const [token, row] of Object.entries(ROWS))
      if (carried.includes(token)) assert.match(request.url.host, row, `${token} went by ${request.line}`)
    if (!AT_CANARY.test(request.url.host)) continue
    assert.doesNotMatch(request.headers['authorization'] ?? '', /./, request.line)
    assert.equal(request.headers['x-azureml-token'], undefined, request.line)
  }
}

/** Runs an operation against a hostile service: how it ends does not matter here, what it sent does. */
async function endOf(operation: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await operation) ?? ''
  } catch (error) {
    return explain(error).join('\n')
  }
}

const pointingAway = {
  'azure-asyncoperation': `https://${CANARY}/operation`,
  location: `https://${CANARY}/location`,
  'operation-location': `https://${CANARY}/operation`,
}

describe('6.6 the canary: no token of ours reaches a host outside its row', () => {
  after(removeSources)

  describe('when every answer redirects to another host', () => {
    for (const [name, operate] of Object.entries(operations)) {
      it(name, async () => {
        const azure = fakeWorld()
        const workspace = await azure.workspace()
        azure.wire.on('*', NOT_CANARY, { status: 307, headers: pointingAway })
        azure.wire.on('*', AT_CANARY, { body: {} })
        const sent = azure.wire.requests.length
        await endOf(operate(workspace))
        assert.ok(azure.wire.requests.length > sent, 'nothing was sent: the test would show nothing')
        assertTokensStayedHome(azure)
      })
    }
  })

  describe('when every link and operation in the answers points to another host', () => {
    for (const [name, operate] of Object.entries(operations)) {
      it(name, async () => {
        const azure = fakeWorld()
        const workspace = await azure.workspace()
        hostileLinks(azure.wire)
        await endOf(operate(workspace))
        assertTokensStayedHome(azure)
      })
    }
  })

  it('the operation of a new cluster elsewhere is refused, and the refusal names the host', async () => {
    const azure = fakeWorld()
    const workspace = await azure.workspace()
    hostileLinks(azure.wire)
    const create = operations['create a cluster']
    assert.match(
      await endOf(create?.(workspace) ?? Promise.resolve()),
      /Refused to send a ResourceManager token to https:\/\/canary\.example\./,
    )
  })

  it('a tracking URI elsewhere is refused by its name', async () => {
    const azure = fakeWorld()
    answerWorkspace(azure.wire, { mlFlowTrackingUri: `azureml://${CANARY}/mlflow` })
    const workspace = await azure.workspace()
    await assert.rejects(readTracking(workspace, 'j'), {
      message: `Refused to send a ResourceManager token to https://${CANARY}.`,
    })
    assertTokensStayedHome(azure)
  })

  it('a discovery document is read without a token, wherever it lies', async () => {
    const azure = fakeAzure()
    answerWorkspace(azure.wire, { discoveryUrl: `https://${CANARY}/discovery` })
    await azure.workspace()
    assert.equal(azure.wire.sent('GET', AT_CANARY).length, 1)
    assertTokensStayedHome(azure)
  })

  it('a data plane without encryption is refused', async () => {
    const azure = fakeAzure()
    answerWorkspace(azure.wire, {}, { api: `http://${CANARY}` })
    const workspace = await azure.workspace()
    await assert.rejects(listChildren(workspace, 'j'), {
      message: `Refused to send a ResourceManager token to http://${CANARY}.`,
    })
    assertTokensStayedHome(azure)
  })

  it('a data store gets a token for storage and for nothing else, and none without encryption', async () => {
    const azure = fakeAzure()
    const workspace = await azure.workspace()
    answerDatastore(azure.wire, 'plain', { protocol: 'http', endpoint: CANARY })
    const { container } = await openDatastore(workspace, 'plain')
    assert.match(
      await endOf(container.getProperties()),
      /Refused to send a Storage token to http:\/\/account\.blob\.canary\.example|not permitted for non-TLS/,
    )
    assertTokensStayedHome(azure)
  })

  it('a data store with an account key gets signatures, never a token', async () => {
    const azure = fakeAzure()
    const workspace = await azure.workspace()
    answerDatastore(azure.wire, 'keyed', { endpoint: CANARY, credentials: { credentialsType: 'AccountKey' } })
    azure.wire.on('POST', /listSecrets/, { body: { secretsType: 'AccountKey', key: 'c2VjcmV0' } })
    azure.wire.on('*', AT_CANARY, { headers: { etag: '"1"' } })
    const { container } = await openDatastore(workspace, 'keyed')
    await container.getProperties()
    const [request] = azure.wire.sent('GET', AT_CANARY)
    assert.match(request?.headers['authorization'] ?? '', /^SharedKey account:/)
    assert.ok(!JSON.stringify(request?.headers).includes('token-for'))
    assert.ok(azure.host.masked.includes('c2VjcmV0'))
  })

  it('a continuation of a list stays with its list', async () => {
    const azure = fakeAzure()
    const workspace = await azure.workspace()
    azure.wire.on(
      'GET',
      /\/children/,
      {
        body: { value: [], continuationToken: `https://${CANARY}/next`, nextLink: `https://${CANARY}/next` },
      },
      { body: { value: [], continuationToken: null } },
    )
    await listChildren(workspace, 'j')
    assert.equal(azure.wire.sent('GET', /children\?\$continuationtoken=https/).length, 1)
    assert.equal(azure.wire.sent('GET', /^canary/).length, 0)
  })

  it("the job's access token goes to the OIDC address only, whatever is answered there", async () => {
    const parameters = { tenantid: TENANT, serviceprincipalid: 'client' }
    const azure = fakeAzure({
      accessToken: AGENT_TOKEN,
      variables: { 'System.OidcRequestUri': 'https://devops.example/oidctoken' },
      connection: { scheme: 'WorkloadIdentityFederation', parameters },
    })
    azure.wire.on('POST', /^devops\.example/, { status: 307, headers: pointingAway })
    await endOf(azure.workspace())
    assert.equal(azure.wire.sent('POST', /^devops\.example/).length, 1)
    assertTokensStayedHome(azure)
  })

  it('a client secret does not follow a redirect of the authority', async () => {
    const azure = fakeAzure()
    azure.wire.on('POST', /^login\.example/, { status: 307, headers: pointingAway })
    azure.wire.on('*', AT_CANARY, { body: {} })
    await endOf(azure.workspace())
    for (const request of azure.wire.requests.filter(({ url }) => AT_CANARY.test(url.host)))
      assert.ok(!request.body.toString().includes('the-client-secret'), request.line)
  })
})

/** All is answered as usual, but with every address that a service may name pointing to the canary. */
function hostileLinks(wire: FakeWire): void {
  const nextLink = `https://${CANARY}/next`
  const list = { value: [], nextLink, continuationToken: null }
  const sas = `https://${CANARY}/container?sig=s`
  const uri = `azureml:/${WORKSPACE_ID}/datastores/elsewhere/paths/x/`
  wire.on('*', NOT_CANARY, { headers: pointingAway, body: { ...list, properties: {} } })
  wire.on('PUT', NOT_CANARY, { status: 201, headers: pointingAway, body: { properties: {} } })
  wire.on('POST', /startPendingUpload/, {
    body: { blobReferenceForConsumption: { blobUri: sas, credential: { sasUri: sas } } },
  })
  wire.on('GET', /\/details/, {
    body: { runId: 'j', status: 'Completed', logFiles: { 'user_logs/std_log.txt': `${sas}&log` } },
  })
  wire.on('POST', /rundata/, {
    body: { runMetadata: { outputs: { model: { assetId: 'a', type: 'uri_folder' } } } },
  })
  wire.on('POST', /batchGetResolvedUris/, { body: { values: { a: { uri } } } })
  for (const store of ['workspaceblobstore', 'workspaceartifactstore', 'elsewhere']) {
    const credentials = { credentialsType: 'AccountKey' }
    answerDatastore(wire, store, {
      endpoint: CANARY,
      protocol: 'http',
      credentials: { ...credentials, credentialsType: 'None' },
    })
  }
  wire.on('*', AT_CANARY, { headers: pointingAway, body: '{}' })
}
