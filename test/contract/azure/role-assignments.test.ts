import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type Answer, type AzureUnderTest, secretCredential, startForTest } from './local-azure.ts'

const ACR_PULL = '7f951dda-4ed3-4680-a7ca-43fe172d538d'
const ACR_PUSH = '8311e382-0749-4cb8-b61a-304f252e45ec'

interface Assignment {
  readonly name: string
  readonly properties: { readonly principalId: string; readonly roleDefinitionId: string }
}

describe('Role assignments in local Azure', function () {
  this.timeout(60_000)
  let azure: AzureUnderTest
  let group: string
  let tokens: { owner: string; contributor: string }

  before(async () => {
    azure = await startForTest()
    const { subscriptionId, resourceGroup } = azure.description
    group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`
    const tokenOf = async (credential: { getToken(scope: string): Promise<{ token: string }> }) =>
      (await credential.getToken('https://management.azure.com/.default')).token
    tokens = {
      owner: await tokenOf(await azure.stranger({ role: 'Role Based Access Control Administrator' })),
      contributor: await tokenOf(azure.credential),
    }
  })
  after(() => azure.close())

  const registry = () => `${group}/providers/Microsoft.ContainerRegistry/registries/cr`
  const send = (
    method: string,
    scope: string,
    name: string,
    body?: object,
    query = '',
    token = tokens.owner,
  ) =>
    azure.call(
      method,
      `${azure.description.endpoints.resourceManager}${scope}/providers/Microsoft.Authorization/roleAssignments${name}?api-version=2022-04-01${query}`,
      { token, ...(body && { body }) },
    )
  const grant = (principalId: string, role = ACR_PULL) => ({
    properties: {
      roleDefinitionId: `/subscriptions/${azure.description.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId,
      principalType: 'ServicePrincipal',
    },
  })
  const listed = async (scope: string, filter: string): Promise<string[]> => {
    const answer = await send('GET', scope, '', undefined, `&$filter=${encodeURIComponent(filter)}`)
    assert.equal(answer.status, 200, answer.text)
    return (answer.json()['value'] as Assignment[]).map(({ name }) => name)
  }
  const codeOf = (answer: Answer): unknown[] => [
    answer.status,
    (answer.json() as { error?: { code?: string } }).error?.code,
  ]

  it('are written once, and the same again is no change', async () => {
    const [name, principal] = [randomUUID(), randomUUID()]
    assert.equal((await send('PUT', registry(), `/${name}`, grant(principal))).status, 201)
    assert.equal((await send('PUT', registry(), `/${name}`, grant(principal))).status, 200)
    assert.deepEqual(await listed(registry(), `assignedTo('${principal}')`), [name])
    const other = await send('PUT', registry(), `/${randomUUID()}`, grant(principal))
    assert.deepEqual(codeOf(other), [409, 'RoleAssignmentExists'])
    const changed = await send('PUT', registry(), `/${name}`, grant(principal, ACR_PUSH))
    assert.deepEqual(codeOf(changed), [400, 'RoleAssignmentUpdateNotPermitted'])
  })

  it('are found from above, and from below where they reach', async () => {
    const [name, principal] = [randomUUID(), randomUUID()]
    await send('PUT', group, `/${name}`, grant(principal))
    const filter = `principalId eq '${principal}'`
    assert.deepEqual(await listed(registry(), filter), [name])
    assert.deepEqual(await listed(group, filter), [name])
    await send('DELETE', group, `/${name}`)
    assert.deepEqual(await listed(group, filter), [])
  })

  it('are refused where the name, the role or the filter is none', async () => {
    assert.deepEqual(codeOf(await send('PUT', group, '/mine', grant(randomUUID()))), [
      400,
      'InvalidRoleAssignmentId',
    ])
    const unknown = await send('PUT', group, `/${randomUUID()}`, grant(randomUUID(), randomUUID()))
    assert.deepEqual(codeOf(unknown), [400, 'RoleDefinitionDoesNotExist'])
    const odd = await send('GET', group, '', undefined, `&$filter=${encodeURIComponent("name eq 'x'")}`)
    assert.deepEqual(codeOf(odd), [400, 'UnsupportedQuery'])
  })

  it('may be read, but not written, by a Contributor', async () => {
    const answer = await send('PUT', group, `/${randomUUID()}`, grant(randomUUID()), '', tokens.contributor)
    assert.deepEqual(codeOf(answer), [403, 'AuthorizationFailed'])
    assert.match(answer.text, /roleAssignments\/write/)
    assert.equal((await send('GET', group, '', undefined, '', tokens.contributor)).status, 200)
  })

  it('act at once on a principal of the directory', async () => {
    const made = (await azure.control('POST', '/principals', {})).json() as Record<string, string>
    const role = grant(made['objectId'] ?? '', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    const workspace = azure.world.workspaceArmId
    await send('PUT', workspace, `/${randomUUID()}`, role)
    const given = { clientId: made['clientId'] ?? '', clientSecret: made['secret'] ?? '' }
    const credential = secretCredential(azure, azure.trust.tlsOptions.ca, given)
    const { token } = await credential.getToken('https://management.azure.com/.default')
    const url = `${azure.description.endpoints.resourceManager}${workspace}?api-version=2025-12-01`
    assert.equal((await azure.call('GET', url, { token })).status, 200)
  })
})
