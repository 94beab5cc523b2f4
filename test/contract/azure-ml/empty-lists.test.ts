import assert from 'node:assert/strict'
import { type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

describe('Kinds of resources that local Azure does not make', function () {
  this.timeout(60_000)
  let workspace: WorkspaceUnderTest

  before(async () => {
    workspace = await startWorkspace()
  })
  after(() => workspace.close())

  for (const kind of ['schedules', 'batchEndpoints', 'serverlessEndpoints'])
    it(`have a list that is truly empty, and making one is 501: ${kind}`, async () => {
      assert.deepEqual(await workspace.ok('GET', `/${kind}`), { value: [], nextLink: null })
      assert.equal((await workspace.arm('PUT', `/${kind}/one`, { properties: {} })).status, 501)
    })
})
