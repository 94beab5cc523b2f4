import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BlobServiceClient, type StoragePipelineOptions } from '@azure/storage-blob'
import { callControl, isAlive } from '../../../local/azure/control-client.ts'
import type { AzureDescription } from '../../../local/azure/description.ts'
import { findOrStart, stop } from '../../../local/azure/process.ts'
import { secretCredential } from './local-azure.ts'
import { until } from './until.ts'

describe('The process of a local Azure', function () {
  this.timeout(60_000)
  let stateDirectory: string
  beforeEach(() => {
    stateDirectory = mkdtempSync(join(tmpdir(), 'local-azure-'))
  })
  afterEach(async () => {
    await stop(stateDirectory)
    rmSync(stateDirectory, { recursive: true, force: true })
  })

  const blobClient = ({ caFile, endpoints, ...description }: AzureDescription) => {
    const ca = readFileSync(caFile, 'utf8')
    const settings = JSON.parse(readFileSync(join(stateDirectory, 'settings.json'), 'utf8')) as {
      storageAccount: string
    }
    const credential = secretCredential({ description: { ...description, caFile, endpoints } }, ca)
    const trust = { tlsOptions: { ca } }
    const options: StoragePipelineOptions = { ...trust, retryOptions: { maxTries: 1 } }
    return new BlobServiceClient(`${endpoints.blob}/${settings.storageAccount}`, credential, options)
      .getContainerClient('azureml')
      .getBlockBlobClient('kept.txt')
  }

  it('is one for all that ask at the same time, and is found again later', async () => {
    const [first, second] = await Promise.all([
      findOrStart({ stateDirectory }),
      findOrStart({ stateDirectory }),
    ])
    assert.equal(first.pid, second.pid)
    assert.deepEqual(await findOrStart({ stateDirectory }), first)
    assert.notEqual(first.pid, process.pid)
  })

  it('keeps blobs, principals and addresses over SIGKILL', async () => {
    const first = await findOrStart({ stateDirectory })
    await callControl(first, 'POST', '/principals', { clientId: 'kept' })
    await blobClient(first).upload('kept', 4)
    await until(
      'Azurite has saved',
      () =>
        existsSync(join(stateDirectory, 'blobs/blobs.json')) &&
        readFileSync(join(stateDirectory, 'blobs/blobs.json'), 'utf8').includes('kept.txt'),
    )
    process.kill(first.pid, 'SIGKILL')
    await until('the killed one is gone', async () => !(await isAlive(first)))

    const second = await findOrStart({ stateDirectory })
    assert.notEqual(second.pid, first.pid)
    assert.deepEqual({ ...second, pid: first.pid }, first)
    assert.equal(String(await blobClient(second).downloadToBuffer()), 'kept')
    assert.match(readFileSync(join(stateDirectory, 'journal.jsonl'), 'utf8'), /"kept"/)
  })

  it('is replaced when only its description is left', async () => {
    const first = await findOrStart({ stateDirectory })
    const described = readFileSync(join(stateDirectory, 'azure.json'), 'utf8')
    await stop(stateDirectory)
    assert.ok(!existsSync(join(stateDirectory, 'azure.json')))
    writeFileSync(join(stateDirectory, 'azure.json'), described)
    const second = await findOrStart({ stateDirectory })
    assert.notEqual(second.pid, first.pid)
    assert.ok(await isAlive(second))
  })

  it('ends on SIGTERM with its record whole', async () => {
    const har = join(stateDirectory, 'traffic.har')
    const running = await findOrStart({ stateDirectory, har })
    await blobClient(running).upload('kept', 4)
    process.kill(running.pid, 'SIGTERM')
    await until('it has ended', async () => !existsSync(join(stateDirectory, 'azure.json')))
    const { log } = JSON.parse(readFileSync(har, 'utf8')) as { log: { version: string; entries: object[] } }
    assert.equal(log.version, '1.2')
    assert.ok(log.entries.length >= 2)
  })

  it('records to another file when the next caller names one', async () => {
    await findOrStart({ stateDirectory })
    const har = join(stateDirectory, 'second.har')
    const running = await findOrStart({ stateDirectory, har })
    await blobClient(running).upload('kept', 4)
    await until('it is recorded', () => readFileSync(har, 'utf8').includes('kept.txt'))
  })

  it('says why it did not start', async () => {
    writeFileSync(join(stateDirectory, 'settings.json'), 'not JSON')
    await assert.rejects(findOrStart({ stateDirectory }), /did not start[^]*JSON/)
  })

  it('lets nobody but its owner read its secrets', async () => {
    await findOrStart({ stateDirectory })
    for (const file of ['azure.json', 'settings.json', 'journal.jsonl', 'azure.log', 'ca-key.pem'])
      assert.equal(statSync(join(stateDirectory, file)).mode & 0o077, 0, file)
  })
})
