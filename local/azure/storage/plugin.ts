import type { AzurePlugin } from '../core/world.ts'
import { blobFront } from './front.ts'

/** Azure Blob Storage: Azurite behind a front that checks who asks and for what. */
export const storage: AzurePlugin = {
  name: 'storage',
  async register(world, { blob }) {
    await blobFront(world, blob)
  },
}
