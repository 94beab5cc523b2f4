import assert from 'node:assert/strict'
import { neededRoles } from '../../../../tasks/common/kubernetes/roles/needed-roles.ts'
import { isGranted } from '../../../../tasks/common/kubernetes/roles/role-assignments.ts'
import { ROLES } from '../../../../tasks/common/kubernetes/roles/role-definitions.ts'
import { provideRoles } from '../../../../tasks/common/kubernetes/roles/provide-roles.ts'
import { answerWorkspace, fakeAzure } from '../../../support/fake-azure.ts'
import { bodyOf, failure } from '../../../support/fake-wire.ts'

const OTHER = '/subscriptions/other/resourceGroups/g/providers'
const REGISTRY = `${OTHER}/Microsoft.ContainerRegistry/registries/cr`
const STORAGE = `${OTHER}/Microsoft.Storage/storageAccounts/st`

const cluster = {
  id: '/aks',
  name: 'aks',
  location: 'westeurope',
  properties: { identityProfile: { kubeletidentity: { objectId: 'nodes' } } },
}
const compute = (principalId: string | null) => ({
  id: '/k8s',
  name: 'k8s',
  identity: { type: 'SystemAssigned', principalId },
  properties: { computeType: 'Kubernetes' },
})

describe('the roles that workloads on a Kubernetes compute need', () => {
  const needs = async (workspaceTells: Record<string, string>, principalId: string | null = 'compute') => {
    const azure = fakeAzure()
    answerWorkspace(azure.wire, { storageAccount: STORAGE, ...workspaceTells })
    azure.wire.on('GET', /registries\/cr\?/, failure(403, 'AuthorizationFailed', 'No read.'))
    const found = await neededRoles(await azure.workspace(), cluster, compute(principalId))
    return { ...azure, found, told: found.map(need => `${need.principalId} ${need.role}`) }
  }

  it('are told to be unknown as long as the workspace has no registry', async () => {
    const { told, host } = await needs({})
    assert.deepEqual(told, ['compute Storage Blob Data Contributor'])
    assert.match(
      host.log.warnings.join(),
      /ws-mlops has no container registry before its first image.*Run this step once more.*AcrPull.*k8s/,
    )
  })

  it('are AcrPull where the connection may not read the registry, and it says what that leaves open', async () => {
    const { told, host } = await needs({ containerRegistry: REGISTRY })
    assert.deepEqual(told, ['compute AcrPull', 'compute Storage Blob Data Contributor', 'nodes AcrPull'])
    assert.match(host.log.warnings.join(), /may not read container registry cr\..*Repository Reader instead/)
  })

  it('are told to be unchecked of a compute whose principal Azure does not tell', async () => {
    const { told, host } = await needs({ containerRegistry: REGISTRY }, null)
    assert.deepEqual(told, ['nodes AcrPull'])
    assert.match(host.log.warnings.join(), /tells no principal of the identity of compute k8s/)
  })

  const held: [where: string, scope: string, isEnough: boolean][] = [
    ['the resource itself', REGISTRY.toUpperCase(), true],
    ['its resource group', '/subscriptions/other/resourceGroups/g', true],
    ['a management group', '/providers/Microsoft.Management/managementGroups/mg', true],
    ['all of the tenant', '/', true],
    ['something below it', `${REGISTRY}/scopeMaps/some`, false],
  ]
  for (const [where, scope, isEnough] of held)
    it(`are ${isEnough ? 'there' : 'still missing'} where they are held over ${where}`, async () => {
      const { wire, session } = fakeAzure()
      const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${ROLES.AcrPull}`
      wire.on('GET', /roleAssignments\?/, { body: { value: [{ properties: { roleDefinitionId, scope } }] } })
      const need = { who: 'nodes', principalId: 'p', role: 'AcrPull', scope: REGISTRY } as const
      assert.equal(await isGranted(session(), need), isEnough)
    })

  it('are granted in the subscription of what they are over, which may be another', async () => {
    const { found, wire, session } = await needs({ containerRegistry: REGISTRY })
    wire.on('GET', /roleAssignments\?/, { body: { value: [] } })
    wire.on('PUT', /roleAssignments\//, { status: 201, body: {} })
    await provideRoles(session(), found)
    const definitions = wire
      .sent('PUT', /roleAssignments\//)
      .map(
        request => bodyOf<{ properties: { roleDefinitionId: string } }>(request).properties.roleDefinitionId,
      )
    assert.equal(definitions.length, 3)
    assert.ok(
      definitions.every(id => id.startsWith('/subscriptions/other/providers/Microsoft.Authorization/')),
      definitions.join(),
    )
  })
})
