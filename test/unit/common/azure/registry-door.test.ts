import assert from 'node:assert/strict'
import { findImage } from '../../../../tasks/common/registry/manifest/find-image.ts'
import { openRegistry } from '../../../../tasks/common/registry/open-registry.ts'
import { explain } from '../../../../tasks/common/host/report.ts'
import { CANARY, TOKENS, fakeAzure, type FakeAzure } from '../../../support/fake-azure.ts'
import { failure } from '../../../support/fake-wire.ts'
import { REGISTRY_ID, answerRegistry, answerRegistryTokens } from '../../../support/fake-registry.ts'

const DIGEST = `sha256:${'d'.repeat(64)}`

async function lookAt(azure: FakeAzure): Promise<string | undefined> {
  return findImage(await openRegistry(await azure.workspace(), REGISTRY_ID), 'models/chd', 'mlops-1')
}

/** Where each token went, as `host/path`. */
function placesOf({ wire }: FakeAzure, token: string): string[] {
  const carried = wire.requests.filter(({ headers, body, url }) =>
    decodeURIComponent(JSON.stringify(headers) + body.toString() + url.href).includes(token),
  )
  return [...new Set(carried.map(({ url }) => `${url.host}${url.pathname}`))].sort()
}

function fakeRegistry(loginServer = 'registry.example'): FakeAzure {
  const azure = fakeAzure()
  answerRegistry(azure.wire, { loginServer })
  answerRegistryTokens(azure.wire)
  azure.wire.on('HEAD', /^registry\.example\/v2\/models\/chd\/manifests\/mlops-1/, {
    headers: { 'docker-content-digest': DIGEST },
  })
  return azure
}

describe('6.6 the tokens of a container registry', () => {
  it('come from an exchange, and each goes no further than it must', async () => {
    const azure = fakeRegistry()
    assert.equal(await lookAt(azure), DIGEST)
    const outside = placesOf(azure, TOKENS.ResourceManager).filter(
      place => !place.startsWith('management.example'),
    )
    assert.deepEqual(outside, ['registry.example/oauth2/exchange'])
    assert.deepEqual(placesOf(azure, 'the-refresh-token'), ['registry.example/oauth2/token'])
    assert.deepEqual(placesOf(azure, 'the-access-token'), [
      'registry.example/v2/models/chd/manifests/mlops-1',
    ])
  })

  it('are asked for one repository and for reading only', async () => {
    const azure = fakeRegistry()
    await lookAt(azure)
    const [request] = azure.wire.sent('POST', /oauth2\/token$/).slice(-1)
    const form = new URLSearchParams(request?.body.toString())
    assert.equal(form.get('scope'), 'repository:models/chd:pull')
    assert.equal(form.get('service'), 'registry.example')
  })

  it('are shared by calls of the same scope for some minutes, and fetched anew after that', async () => {
    const azure = fakeRegistry()
    const registry = await openRegistry(await azure.workspace(), REGISTRY_ID)
    const fetched = (): number => azure.wire.sent('POST', /oauth2\/exchange$/).length
    await Promise.all(['a', 'b'].map(() => findImage(registry, 'models/chd', 'mlops-1')))
    await findImage(registry, 'models/chd', 'mlops-1')
    assert.equal(fetched(), 1)
    await findImage(registry, 'models/other', 'x').catch(() => undefined)
    assert.equal(fetched(), 2)
    await azure.clock.sleep(301_000)
    await findImage(registry, 'models/chd', 'mlops-1')
    assert.equal(fetched(), 3)
  })

  it('are fetched again where a fetch failed', async () => {
    const azure = fakeRegistry()
    const registry = await openRegistry(await azure.workspace(), REGISTRY_ID)
    azure.wire.on('POST', /oauth2\/exchange/, failure(400, 'UNSUPPORTED', 'No.'), {
      body: { refresh_token: 'the-refresh-token' },
    })
    await assert.rejects(findImage(registry, 'models/chd', 'mlops-1'))
    assert.equal(await findImage(registry, 'models/chd', 'mlops-1'), DIGEST)
  })

  it('are masked before anything can print them', async () => {
    const azure = fakeRegistry()
    await lookAt(azure)
    for (const token of ['the-refresh-token', 'the-access-token'])
      assert.ok(azure.host.masked.includes(token), token)
  })

  it('do not follow a redirect to another host', async () => {
    for (const at of [/oauth2\/exchange/, /oauth2\/token/, /\/v2\//]) {
      const azure = fakeRegistry()
      const pointingAway = { status: 307, headers: { location: `https://${CANARY}/x` } }
      azure.wire.on('*', new RegExp(`^registry\\.example.*${at.source}`), pointingAway)
      azure.wire.on('*', /^canary/, { body: {} })
      await assert.rejects(lookAt(azure))
      assert.deepEqual(azure.wire.sent('POST', /^canary/), [])
      assert.deepEqual(azure.wire.sent('HEAD', /^canary/), [])
    }
  })

  it('go to no registry that Azure did not name', async () => {
    const azure = fakeRegistry()
    const workspace = await azure.workspace()
    const foreign = { ...(await openRegistry(workspace, undefined)), name: 'c', loginServer: CANARY }
    await assert.rejects(findImage(foreign, 'm', 't'), {
      message: `Refused to send a Registry token to https://${CANARY}.`,
    })
    assert.equal(azure.wire.sent('POST', /^canary/).length, 0)
  })
})

describe('looking for an image', () => {
  it('finds none where the repository is not there', async () => {
    const azure = fakeRegistry()
    azure.wire.on('HEAD', /^registry\.example\/v2\//, { status: 404 })
    assert.equal(await lookAt(azure), undefined)
  })

  it('goes on without, and says why, where the registry does not let us look', async () => {
    const azure = fakeRegistry()
    azure.wire.on('POST', /oauth2\/exchange/, failure(401, 'UNAUTHORIZED', 'No.'))
    assert.equal(await lookAt(azure), undefined)
    assert.match(azure.host.log.warnings.join(), /does not let this connection read models\/chd[^]*AcrPull/)
  })

  it('fails where the registry has an error of its own', async () => {
    const azure = fakeRegistry()
    azure.wire.on('HEAD', /^registry\.example\/v2\//, { status: 500 })
    await assert.rejects(lookAt(azure))
  })
})

describe('opening the registry', () => {
  const refused = async (azure: FakeAzure, named: string | undefined): Promise<string> => {
    const workspace = await azure.workspace()
    const error: unknown = await openRegistry(workspace, named).then(
      () => assert.fail('it was opened'),
      (reason: unknown) => reason,
    )
    return explain(error).join('\n')
  }

  it('takes that of the workspace where none is named', async () => {
    const azure = fakeRegistry()
    const { id, loginServer } = await openRegistry(await azure.workspace(), undefined)
    assert.deepEqual([id, loginServer], [REGISTRY_ID, 'registry.example'])
  })

  it('finds one by its name, without regard to case', async () => {
    const azure = fakeRegistry()
    const { id } = await openRegistry(await azure.workspace(), 'CRother')
    assert.match(id, /registries\/crother$/)
  })

  it('tells a workspace without a registry what to do', async () => {
    const azure = fakeAzure()
    assert.match(await refused(azure, undefined), /no container registry yet[^]*azureContainerRegistry/)
  })

  it('lists what there is when the name is wrong', async () =>
    assert.match(await refused(fakeRegistry(), 'crmlop'), /no container registry crmlop[^]*crmlops, crother/))

  it('knows one that grants access by repository, and one that is closed to public networks', async () => {
    const azure = fakeAzure()
    answerRegistry(azure.wire, {
      roleAssignmentMode: 'AbacRepositoryPermissions',
      publicNetworkAccess: 'Disabled',
    })
    const { isAbac, isPrivate } = await openRegistry(await azure.workspace(), REGISTRY_ID)
    assert.deepEqual([isAbac, isPrivate], [true, true])
    const usual = await openRegistry(await fakeRegistry().workspace(), undefined)
    assert.deepEqual([usual.isAbac, usual.isPrivate], [false, false])
  })
})
