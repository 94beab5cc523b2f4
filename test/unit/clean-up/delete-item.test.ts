import assert from 'node:assert/strict'
import type { Item } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { deleteItem } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/remove/delete-item.ts'
import { WORKSPACE_ID, fakeAzure } from '../../support/fake-azure.ts'
import { failure } from '../../support/fake-wire.ts'

const resource = `${WORKSPACE_ID}/computes/idle`
const cluster: Item = {
  ...{ kind: 'compute', id: resource.toLowerCase(), resource, name: 'idle', since: 0, tags: {}, needs: [] },
}

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
