import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  AnonymousCredential,
  BlobSASPermissions,
  BlobServiceClient,
  ContainerClient,
  RestError,
  type StoragePipelineOptions,
  StorageSharedKeyCredential,
  generateBlobSASQueryParameters,
} from '@azure/storage-blob'
import { type AzureUnderTest, startForTest } from './local-azure.ts'

const MIB = 1024 * 1024

describe('Blob storage in local Azure', () => {
  let azure: AzureUnderTest
  let options: StoragePipelineOptions
  let service: BlobServiceClient

  before(async () => {
    azure = await startForTest()
    // The storage SDK hands tlsOptions to its HTTP pipeline although its types do not name them.
    options = { ...azure.trust, retryOptions: { maxTries: 1 } }
    service = new BlobServiceClient(accountUrl(azure), azure.credential, options)
    await azure.world.blobs.createContainer('data')
  })
  after(() => azure.close())

  const accountUrl = ({ world }: AzureUnderTest) => `${world.endpoints.blob}/${world.blobs.account}`
  const data = () => service.getContainerClient('data')
  const refused = (status: number, code: string) => (error: unknown) => {
    assert.ok(error instanceof RestError, String(error))
    assert.deepEqual({ status: error.statusCode, code: error.code }, { status, code })
    return true
  }

  describe('with the token of a principal that has a data role', () => {
    it('takes a file of many blocks and gives back its bytes', async () => {
      const content = randomBytes(3 * MIB + 17)
      const blob = data().getBlockBlobClient('many/blocks.bin')
      await blob.uploadStream(Readable.from([content]), MIB, 4)
      assert.deepEqual(await blob.downloadToBuffer(), content)
      assert.equal((await blob.getBlockList('committed')).committedBlocks?.length, 4)
    })

    it('reads a range', async () => {
      await azure.world.blobs.put('data', 'range.txt', 'abcdefghij')
      assert.equal(String(await data().getBlobClient('range.txt').downloadToBuffer(3, 4)), 'defg')
    })

    it('refuses a range that begins at the end of a blob: 416 InvalidRange', async () => {
      await azure.world.blobs.put('data', 'end.txt', 'abc')
      await assert.rejects(data().getBlobClient('end.txt').download(3), refused(416, 'InvalidRange'))
    })

    it('lets a reader follow an append blob while it grows', async () => {
      const log = data().getAppendBlobClient('user_logs/std_log.txt')
      await azure.world.blobs.append('data', 'user_logs/std_log.txt', 'one\n')
      assert.equal(String(await log.downloadToBuffer()), 'one\n')
      await assert.rejects(log.download(4), refused(416, 'InvalidRange'))
      await azure.world.blobs.append('data', 'user_logs/std_log.txt', 'two\n')
      assert.equal(String(await log.downloadToBuffer(4)), 'two\n')
      assert.equal((await log.getProperties()).blobType, 'AppendBlob')
    })

    it('lists blobs under a prefix and keeps their metadata', async () => {
      const blob = data().getBlockBlobClient('listed/a.txt')
      await blob.upload('a', 1, { metadata: { upload_status: 'completed' } })
      const names: string[] = []
      for await (const { name } of data().listBlobsFlat({ prefix: 'listed/' })) names.push(name)
      assert.deepEqual(names, ['listed/a.txt'])
      assert.deepEqual((await blob.getProperties()).metadata, { upload_status: 'completed' })
    })

    it('does not overwrite where the client says If-None-Match', async () => {
      const blob = data().getBlockBlobClient('once.txt')
      const once = { conditions: { ifNoneMatch: '*' } }
      await blob.upload('1', 1, once)
      await assert.rejects(blob.upload('2', 1, once), refused(409, 'BlobAlreadyExists'))
      assert.equal(String(await blob.downloadToBuffer()), '1')
    })

    it('keeps names with spaces, percent signs and letters of other scripts', async () => {
      const name = 'a folder/50 % größer/数据.txt'
      await data().getBlockBlobClient(name).upload('x', 1)
      assert.equal((await azure.world.blobs.get('data', name)).toString(), 'x')
      const sas = azure.world.blobs.sas({ container: 'data', blob: name, permissions: 'r' })
      assert.equal((await azure.call('GET', sas)).text, 'x')
    })
  })

  describe('with a SAS', () => {
    const container = (permissions: string, lifetimeMilliseconds?: number) => {
      const sas = azure.world.blobs.sas({
        container: 'data',
        permissions,
        ...(lifetimeMilliseconds && { lifetimeMilliseconds }),
      })
      return new ContainerClient(sas, new AnonymousCredential(), options)
    }

    it('of a container (rcwl), as for code uploads, writes, reads and lists', async () => {
      const client = container('rcwl')
      await client.getBlockBlobClient('code/train.py').upload('print(1)', 8)
      assert.equal(String(await client.getBlobClient('code/train.py').downloadToBuffer()), 'print(1)')
      const first = await client.listBlobsFlat({ prefix: 'code/' }).next()
      assert.equal((first.value as { name: string }).name, 'code/train.py')
    })

    it('does nothing that its permissions do not name', async () => {
      const client = container('r')
      const mismatch = refused(403, 'AuthorizationPermissionMismatch')
      await assert.rejects(client.getBlockBlobClient('no.txt').upload('x', 1), mismatch)
      await assert.rejects(client.getBlobClient('range.txt').delete(), mismatch)
      await assert.rejects(client.listBlobsFlat().next(), mismatch)
    })

    it('of one blob opens no other blob and no container', async () => {
      const sas = azure.world.blobs.sas({ container: 'data', blob: 'range.txt', permissions: 'rw' })
      assert.equal((await azure.call('GET', sas)).status, 200)
      assert.equal((await azure.call('GET', sas.replace('range.txt', 'end.txt'))).status, 403)
      const list = await azure.call('GET', sas.replace('/range.txt?', '?restype=container&comp=list&'))
      assert.equal(list.status, 403)
    })

    it('is refused when a letter of it was changed', async () => {
      const sas = azure.world.blobs.sas({ container: 'data', blob: 'range.txt', permissions: 'r' })
      for (const [from, to] of [
        ['sp=r', 'sp=rw'],
        ['sp=r', 'sp=l'],
        ['sr=b', 'sr=c'],
        ['skoid=', 'skoid=0'],
        ['se=20', 'se=21'],
      ] as const) {
        const answer = await azure.call('GET', sas.replace(from, to))
        assert.equal(answer.status, 403, `${from} -> ${to}`)
        assert.equal(answer.headers['x-ms-error-code'], 'AuthenticationFailed')
      }
    })

    it('holds, as a link to a log, from ten minutes ago for eight hours and ten minutes', () => {
      const sas = new URL(azure.world.blobs.sas({ container: 'data', blob: 'range.txt', permissions: 'r' }))
      const [start, end] = ['st', 'se'].map(name => Date.parse(sas.searchParams.get(name) ?? ''))
      assert.ok(start && end)
      assert.equal((end - start) / 60_000, 8 * 60 + 10)
      assert.ok(Math.abs(azure.world.clock.now().getTime() - start - 10 * 60_000) < 5000)
    })

    it('is refused when its time is over', async () => {
      const client = container('r', 60_000)
      await client.getBlobClient('range.txt').getProperties()
      azure.world.clock.advance(61_000)
      const answer = client.getBlobClient('range.txt').download()
      await assert.rejects(answer, refused(403, 'AuthenticationFailed'))
    })
  })

  describe('refuses', () => {
    it('who shows nothing', async () => {
      const answer = await azure.call('GET', `${accountUrl(azure)}/data/range.txt`)
      assert.equal(answer.status, 409)
      assert.equal(answer.headers['x-ms-error-code'], 'PublicAccessNotPermitted')
    })

    it('the account key, because keys are disabled', () =>
      assert.rejects(
        withKey(azure).getContainerClient('data').getProperties(),
        refused(403, 'KeyBasedAuthenticationNotPermitted'),
      ))

    it('a SAS signed with the account key, for the same reason', async () => {
      const answer = await azure.call('GET', keySas(azure))
      assert.equal(answer.headers['x-ms-error-code'], 'KeyBasedAuthenticationNotPermitted')
    })

    it('a token for another audience', async () => {
      const { token } = await azure.credential.getToken('https://management.azure.com/.default')
      const answer = await azure.call('GET', `${accountUrl(azure)}/data/range.txt`, { token })
      assert.equal(answer.status, 401)
      assert.equal(answer.headers['x-ms-error-code'], 'InvalidAuthenticationInfo')
    })

    it('a principal whose roles are not data roles', async () => {
      const credential = await azure.stranger({ role: 'Contributor' })
      const stranger = new BlobServiceClient(accountUrl(azure), credential, options)
      const download = stranger.getContainerClient('data').getBlobClient('range.txt').download()
      await assert.rejects(download, refused(403, 'AuthorizationPermissionMismatch'))
    })

    it('to write for a principal that may only read', async () => {
      const credential = await azure.stranger({ role: 'Storage Blob Data Reader' })
      const reader = new BlobServiceClient(accountUrl(azure), credential, options).getContainerClient('data')
      await reader.getBlobClient('range.txt').getProperties()
      await assert.rejects(
        reader.getBlockBlobClient('new.txt').upload('x', 1),
        refused(403, 'AuthorizationPermissionMismatch'),
      )
    })

    it('what is not emulated, naming it', async () => {
      const { token } = await azure.credential.getToken('https://storage.azure.com/.default')
      const url = `${accountUrl(azure)}/?restype=service&comp=userdelegationkey`
      const answer = await azure.call('POST', url, { token })
      assert.equal(answer.status, 501)
      assert.match(answer.text, /userdelegationkey/)
    })
  })

  const keyOf = ({ world: { settings } }: AzureUnderTest) =>
    new StorageSharedKeyCredential(settings.storageAccount, settings.storageAccountKey)

  const withKey = (one: AzureUnderTest) => new BlobServiceClient(accountUrl(one), keyOf(one), options)

  function keySas(one: AzureUnderTest): string {
    const query = generateBlobSASQueryParameters(
      {
        containerName: 'data',
        blobName: 'range.txt',
        permissions: BlobSASPermissions.parse('r'),
        expiresOn: new Date(one.world.clock.now().getTime() + 60_000),
      },
      keyOf(one),
    )
    return `${accountUrl(one)}/data/range.txt?${query.toString()}`
  }

  describe('of a workspace with account keys', () => {
    let keyed: AzureUnderTest
    before(async () => {
      keyed = await startForTest({ config: { accountKey: true } })
      await keyed.world.blobs.createContainer('data')
      await keyed.world.blobs.put('data', 'range.txt', 'abc')
    })
    after(() => keyed.close())

    it('lets the account key and its SAS in', async () => {
      const trusted = { ...keyed.trust, retryOptions: { maxTries: 1 } }
      const client = new BlobServiceClient(accountUrl(keyed), keyOf(keyed), trusted).getContainerClient(
        'data',
      )
      await client.getBlockBlobClient('keyed.txt').upload('x', 1)
      assert.equal((await keyed.call('GET', keySas(keyed))).text, 'abc')
    })

    it('takes the account from the host too, as Azure has it, with the key, its SAS and a token', async () => {
      const { world } = keyed
      const port = new URL(world.endpoints.blob).port
      const headers = { host: `${world.blobs.account}.blob.core.localhost:${port}` }
      const inHost = `${world.endpoints.blob}/data/range.txt`
      const bySas = await keyed.call('GET', inHost + new URL(keySas(keyed)).search, { headers })
      assert.equal(bySas.text, 'abc')
      const { token } = await keyed.credential.getToken('https://storage.azure.com/.default')
      const version = { ...headers, 'x-ms-version': '2023-11-03' }
      assert.equal((await keyed.call('GET', inHost, { headers: version, token })).text, 'abc')
      const other = { ...version, host: `other.blob.core.localhost:${port}` }
      assert.equal((await keyed.call('GET', inHost, { headers: other, token })).status, 404)
    })

    it('but not another key', async () => {
      const wrong = new StorageSharedKeyCredential(
        keyed.world.blobs.account,
        randomBytes(64).toString('base64'),
      )
      const trusted = { ...keyed.trust, retryOptions: { maxTries: 1 } }
      const client = new BlobServiceClient(accountUrl(keyed), wrong, trusted).getContainerClient('data')
      await assert.rejects(client.getBlobClient('range.txt').download(), (error: unknown) => {
        assert.ok(error instanceof RestError)
        return error.statusCode === 403
      })
    })
  })
})
