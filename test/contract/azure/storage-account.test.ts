import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import sinon from 'sinon'
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob'
import { startAzurite } from '../../../local/azure/storage/azurite.ts'

describe('The storage account behind the front', () => {
  it('is still the one it was started with after Azurite has read its accounts anew, a minute later', async () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azurite-'))
    const account = { name: 'heart', key: Buffer.from('a key of the test').toString('base64') }
    const clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const azurite = await startAzurite(directory, account)
    try {
      clock.tick(61_000)
      const credential = new StorageSharedKeyCredential(account.name, account.key)
      const container = new BlobServiceClient(azurite.url, credential).getContainerClient('models')
      await container.create()
      assert.equal(await container.exists(), true)
    } finally {
      clock.restore()
      await azurite.close()
      fs.rmSync(directory, { recursive: true })
    }
  })
})
