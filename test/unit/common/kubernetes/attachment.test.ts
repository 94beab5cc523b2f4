import assert from 'node:assert/strict'
import { attachmentDifferences } from '../../../../tasks/common/kubernetes/attachment/attachment-differences.ts'
import {
  DEFAULT_ATTACHMENT,
  SYSTEM_ASSIGNED,
  type AttachmentSpec,
} from '../../../../tasks/common/kubernetes/attachment/attachment-spec.ts'
import type { KubernetesCompute } from '../../../../tasks/common/kubernetes/attachment/attachment.ts'
import { provideAttachment } from '../../../../tasks/common/kubernetes/attachment/provide-attachment.ts'
import { deadlineIn } from '../../../../tasks/common/machinelearning/compute/deadline.ts'
import { fakeAzure, WORKSPACE_ID } from '../../../support/fake-azure.ts'

const USER = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i'
const byUser = { type: 'UserAssigned', userAssignedIdentities: { [USER]: { principalId: 'p' } } }
const bySystem = { type: 'SystemAssigned', principalId: 'p' }

const compute = (identity: KubernetesCompute['identity'], provisioningState = 'Succeeded') => ({
  id: `${WORKSPACE_ID}/computes/k8s`,
  name: 'k8s',
  identity: identity ?? null,
  properties: { computeType: 'Kubernetes', provisioningState, resourceId: '/aks' },
})

describe('where an attached cluster is not what was asked for', () => {
  const cases: [
    what: string,
    asked: Partial<AttachmentSpec>,
    is: KubernetesCompute['identity'],
    told: string[],
  ][] = [
    ['nothing was asked', {}, byUser, []],
    ['its own identity is asked, and it has it', { identity: SYSTEM_ASSIGNED }, bySystem, []],
    [
      'its own identity is asked, and it has another',
      { identity: SYSTEM_ASSIGNED },
      byUser,
      ['identityType: user_assigned -> system_assigned'],
    ],
    ['another identity is asked', { identity: USER }, bySystem, [`userAssignedIdentities: unset -> ${USER}`]],
    ['it has none, with which nothing runs', {}, null, ['identityType: none -> system_assigned']],
  ]
  for (const [what, asked, is, told] of cases)
    it(`is found where ${what}: ${told.join() || 'nowhere'}`, () => {
      const found = attachmentDifferences({ ...DEFAULT_ATTACHMENT, ...asked }, {}, compute(is))
      assert.deepEqual(
        found.map(({ field, is: was, asked: wanted }) => `${field}: ${was} -> ${wanted}`),
        told,
      )
    })
})

describe('attaching a cluster', () => {
  it('counts what it waited for somebody else towards its deadline', async () => {
    const { wire, clock, workspace } = fakeAzure()
    const start = clock.now()
    const minutes = (): number => (clock.now() - start) / 60_000
    wire.on('GET', /\/computes\/k8s\?/, () => ({
      body: compute(bySystem, minutes() < 15 ? 'Creating' : 'Failed'),
    }))
    const operation = 'https://management.example/computeOperationsStatus/1?api-version=1'
    wire.on('PUT', /\/computes\/k8s\?/, { status: 201, headers: { 'azure-asyncoperation': operation } })
    wire.on('GET', /computeOperationsStatus/, { body: { status: 'Creating' } })
    const attachment = {
      workspace: await workspace(),
      name: 'k8s',
      cluster: '/aks',
      deadline: deadlineIn(clock, 20),
    }
    await assert.rejects(provideAttachment(attachment, DEFAULT_ATTACHMENT, {}), {
      message: 'Compute k8s was not ready within 20 minutes.',
    })
    assert.ok(minutes() >= 20 && minutes() < 21, `${minutes()} minutes`)
  })
})
