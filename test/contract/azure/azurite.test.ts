import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob'
import sinon from 'sinon'
import { startAzurite } from '../../../local/azure/storage/azurite.ts'

describe('Azurite inside local Azure', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'azurite-'))
  })
  afterEach(() => {
    sinon.restore()
    rmSync(directory, { recursive: true })
  })

  const account = (name: string) => ({ name, key: randomBytes(64).toString('base64') })
  const client = (url: string, { name, key }: { name: string; key: string }) =>
    new BlobServiceClient(url, new StorageSharedKeyCredential(name, key), { retryOptions: { maxTries: 1 } })

  it('goes on knowing its account when it reads its accounts again, as it does every minute', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const mine = account('mine')
    const azurite = await startAzurite(directory, mine)
    clock.tick(3_600_000)
    await client(azurite.url, mine).getContainerClient('data').create()
    await azurite.close()
  })

  it('is not mixed up with another that starts at the same time in the same process', async () => {
    const [a, b] = [account('first'), account('second')]
    const [first, second] = await Promise.all([
      startAzurite(join(directory, 'a'), a),
      startAzurite(join(directory, 'b'), b),
    ])
    await client(first.url, a).getContainerClient('data').create()
    assert.equal(await client(second.url, b).getContainerClient('data').exists(), false)
    await Promise.all([first.close(), second.close()])
  })

  it('leaves no secret in the environment that jobs inherit', async () => {
    const azurite = await startAzurite(directory, account('mine'))
    assert.equal(process.env['AZURITE_ACCOUNTS'], undefined)
    await azurite.close()
  })
})
