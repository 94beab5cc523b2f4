import assert from 'node:assert/strict'
import type { Item } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { deleteItem } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/remove/delete-item.ts'
import { openRegistry } from '../../../tasks/common/registry/open-registry.ts'
import { answerRegistry, answerRegistryTokens } from '../../support/fake-registry.ts'
import { WORKSPACE_ID, fakeAzure } from '../../support/fake-azure.ts'
import { failure } from '../../support/fake-wire.ts'

const resource = `${WORKSPACE_ID}/computes/idle`
const cluster: Item = {
  ...{ kind: 'compute', id: resource.toLowerCase(), resource, name: 'idle', since: 0, tags: {}, needs: [] },
}

describe('A deletion', () => {
  for (const [title, attached, action] of [
    ['lets an attached cluster go, which belongs to somebody else', true, 'Detach'],
    ['takes a cluster of the workspace with its nodes', false, 'Delete'],
  ] as const)
    it(title, async () => {
      const { wire, workspace } = fakeAzure()
      wire.on('DELETE', /\/computes\/idle/, { status: 200 })
      await deleteItem(await workspace(), undefined, { ...cluster, attached })
      const [request] = wire.sent('DELETE', /\/computes\/idle/)
      assert.equal(request?.url.searchParams.get('underlyingResourceAction'), action)
    })

  it('takes an image by its digest, with a token for deletes in its repository only', async () => {
    const azure = fakeAzure()
    answerRegistry(azure.wire)
    answerRegistryTokens(azure.wire)
    azure.wire.on('DELETE', /^registry\.example\/v2\//, { status: 202 })
    const workspace = await azure.workspace()
    const registry = await openRegistry(workspace, undefined)
    const image = `models/chd@sha256:${'a'.repeat(64)}`
    await deleteItem(workspace, registry, { ...cluster, kind: 'image', id: image, resource: image })
    const [request] = azure.wire.sent('DELETE', /^registry\.example/)
    assert.equal(request?.url.pathname, `/v2/models/chd/manifests/sha256:${'a'.repeat(64)}`)
    const [token] = azure.wire.sent('POST', /oauth2\/token$/)
    const scope = new URLSearchParams(token?.body.toString()).get('scope')
    assert.equal(scope, 'repository:models/chd:delete')
  })

  it('of what is gone already is none', async () => {
    const { wire, workspace } = fakeAzure()
    wire.on('DELETE', /\/computes\/idle/, failure(404, 'ResourceNotFound', 'Gone.'))
    await deleteItem(await workspace(), undefined, cluster)
  })
})

describe('A deletion that Azure accepted without a word on where to ask for its end', () => {
  it('has ended when the thing is gone', async () => {
    const { wire, workspace } = fakeAzure()
    wire.on('DELETE', /\/computes\/idle/, { status: 202 })
    wire.on('GET', /\/computes\/idle/, { body: {} }, { body: {} }, failure(404, 'ResourceNotFound', 'Gone.'))
    await deleteItem(await workspace(), undefined, cluster)
    assert.equal(wire.sent('GET', /\/computes\/idle/).length, 3)
  })

  it('failed when the thing is still there after half an hour', async () => {
    const { wire, workspace } = fakeAzure()
    wire.on('DELETE', /\/computes\/idle/, { status: 202 })
    wire.on('GET', /\/computes\/idle/, { body: {} })
    await assert.rejects(deleteItem(await workspace(), undefined, cluster), {
      message: 'Deleting compute idle: it is still there after 30 minutes.',
    })
  })
})
