import type { ArmCall } from '../../core/arm-routes.ts'
import { newGuid } from '../../core/ids.ts'
import type { World } from '../../core/world.ts'
import { bodyCheck } from '../common/body.ts'

const checkBody = bodyCheck('pending upload', {
  type: 'object',
  properties: {
    pendingUploadId: { type: ['string', 'null'] },
    pendingUploadType: { enum: ['None', 'TemporaryBlobReference'] },
  },
})

/** A container of its own for each snapshot, and a SAS that reads, adds and lists in it. */
export async function startPendingUpload(world: World, call: ArmCall): Promise<object> {
  checkBody(call.body, world.mfe())
  const container = newGuid()
  await world.blobs.createContainer(container)
  const { subscriptionId, resourceGroup } = world.settings
  return {
    blobReferenceForConsumption: {
      blobUri: world.blobs.url(container),
      storageAccountArmId: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${world.blobs.account}`,
      credential: { credentialType: 'SAS', sasUri: world.blobs.sas({ container, permissions: 'rcwl' }) },
    },
    pendingUploadId: (call.body as { pendingUploadId?: string } | undefined)?.pendingUploadId ?? newGuid(),
    pendingUploadType: 'TemporaryBlobReference',
  }
}
