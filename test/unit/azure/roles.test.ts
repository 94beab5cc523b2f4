import assert from 'node:assert/strict'
import { scopeOf } from '../../../local/azure/core/ids.ts'
import { type RoleName, permits, permitsData } from '../../../local/azure/core/roles.ts'

const ML = 'Microsoft.MachineLearningServices/workspaces'
const READ_BLOB = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'

describe("Azure's built-in roles", () => {
  const cases: [RoleName, string, boolean][] = [
    ['Contributor', `${ML}/jobs/write`, true],
    ['Contributor', 'Microsoft.Authorization/roleAssignments/write', false],
    ['Owner', 'Microsoft.Authorization/roleAssignments/write', true],
    ['Reader', `${ML}/read`, true],
    ['Reader', `${ML}/datastores/listSecrets/action`, false],
    ['AzureML Data Scientist', `${ML}/jobs/write`, true],
    ['AzureML Data Scientist', `${ML}/computes/write`, false],
    ['AzureML Data Scientist', `${ML}/computes/read`, true],
    ['Storage Blob Data Contributor', `${ML}/read`, false],
  ]
  for (const [role, action, allowed] of cases)
    it(`${role} ${allowed ? 'may' : 'may not'} ${action}`, () => assert.equal(permits(role, action), allowed))

  it('open blobs only where they name data actions: Contributor does not', () => {
    assert.equal(permitsData('Contributor', READ_BLOB), false)
    assert.equal(permitsData('Owner', READ_BLOB), false)
    assert.equal(permitsData('Storage Blob Data Reader', READ_BLOB), true)
    assert.equal(permitsData('Storage Blob Data Reader', READ_BLOB.replace('read', 'write')), false)
  })

  describe('are asked over the resource of a path', () => {
    const workspace = `/subscriptions/s/resourceGroups/g/providers/${ML}/w`
    for (const [path, scope] of [
      [workspace, workspace],
      [`${workspace}/jobs`, workspace],
      [`${workspace}/jobs/j`, `${workspace}/jobs/j`],
      [`${workspace}/datastores/d/listSecrets`, `${workspace}/datastores/d`],
      [`/subscriptions/s/resourceGroups/g/providers/${ML}`, '/subscriptions/s/resourceGroups/g'],
      ['/subscriptions/s/resourceGroups', '/subscriptions/s'],
      ['/subscriptions/s/resourceGroups/g', '/subscriptions/s/resourceGroups/g'],
    ] as const)
      it(path, () => assert.equal(scopeOf(path), scope))
  })
})
