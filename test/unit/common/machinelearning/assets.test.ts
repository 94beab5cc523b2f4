import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { registerCode } from '../../../../tasks/common/machinelearning/code/register-code.ts'
import { takeSnapshot } from '../../../../tasks/common/machinelearning/code/snapshot.ts'
import { uploadData } from '../../../../tasks/common/machinelearning/data/upload-data.ts'
import { registerEnvironment } from '../../../../tasks/common/machinelearning/environment/register-environment.ts'
import { WORKSPACE_ID } from '../../../support/fake-azure.ts'
import { bodyOf, failure } from '../../../support/fake-wire.ts'
import { fakeWorld } from '../../../support/fake-workspace.ts'
import { folderPerTest } from '../../../support/folder.ts'

const HASH = 'a8e3b4f5c551770339ff44fac50fda589884560a3dabc75042a922fb8e3e7cb0'

describe('registering code', () => {
  const folder = folderPerTest()
  const source = (): string => {
    folder().write({ 'src/train.py': "print('hi')\n" })
    return folder().at('src')
  }

  it('looks for its hash, uploads by the signature, confirms, and registers: in this order', async () => {
    const azure = fakeWorld()
    const workspace = await azure.workspace()
    const before = azure.wire.requests.length
    const id = await registerCode(workspace, await takeSnapshot(source()))
    const name = /\/codes\/([^/]+)\/versions\/1$/.exec(id)?.[1]
    const short = (line: string): string =>
      line.replace(`management.example${WORKSPACE_ID}`, 'WS').replace(name ?? '', 'N')
    assert.deepEqual(azure.wire.lines.slice(before).map(short), [
      'GET WS/codes/N/versions',
      'POST WS/codes/N/versions/1/startPendingUpload',
      'PUT account.blob.storage.example/code-container/src/train.py',
      'PUT account.blob.storage.example/code-container/src/train.py',
      'PUT WS/codes/N/versions/1',
    ])
    const [lookUp] = azure.wire.sent('GET', /\/codes\//)
    assert.equal(lookUp?.url.searchParams.get('hash'), HASH)
    assert.equal(lookUp.url.searchParams.get('hashVersion'), '202208')
    assert.deepEqual(azure.world.blobs.blobs.get('code-container/src/train.py')?.metadata, {
      upload_status: 'completed',
      name,
      version: '1',
    })
    const [put] = azure.wire.sent('PUT', /\/codes\//)
    assert.ok(put)
    assert.deepEqual(bodyOf(put), {
      properties: {
        codeUri: 'https://account.blob.storage.example/code-container/src',
        isAnonymous: true,
        properties: { hash_sha256: HASH, hash_version: '202208' },
      },
    })
  })

  it('6.7 sends nothing where the workspace knows the hash, under whatever name', async () => {
    const azure = fakeWorld()
    azure.world.codes.set(HASH, `${WORKSPACE_ID}/codes/of-az-ml/versions/3`)
    const id = await registerCode(await azure.workspace(), await takeSnapshot(source()))
    assert.equal(id, `${WORKSPACE_ID}/codes/of-az-ml/versions/3`)
    assert.equal(azure.wire.sent('PUT', /./).length, 0)
  })

  it('refuses a folder of which the rules leave nothing', async () => {
    folder().write({ 'src/.amlignore': '*\n', 'src/a.py': '' })
    await assert.rejects(takeSnapshot(folder().at('src')), {
      message: `The code folder ${fs.realpathSync(folder().at('src'))} holds no file to send.`,
      likelyCause: '.amlignore leaves out all that is in it: .amlignore: 2 bytes, a.py: 0 bytes.',
    })
    fs.mkdirSync(folder().at('empty'))
    await assert.rejects(takeSnapshot(folder().at('empty')), { likelyCause: 'It is empty.' })
  })

  it('sends a single file to the root of its container, which then is the code', async () => {
    const azure = fakeWorld()
    source()
    await registerCode(await azure.workspace(), await takeSnapshot(folder().at('src/train.py')))
    assert.deepEqual(azure.world.blobs.keys, ['code-container/train.py'])
    const [put] = azure.wire.sent('PUT', /\/codes\//)
    assert.ok(put)
    const { properties } = bodyOf<{ properties: { codeUri: string; properties: object } }>(put)
    assert.equal(properties.codeUri, 'https://account.blob.storage.example/code-container/')
    assert.deepEqual(properties.properties, { hash_sha256: HASH, hash_version: '202208' })
  })

  it('names a linked folder by where the link leads, as the official client does', async () => {
    const azure = fakeWorld()
    fs.symlinkSync(source(), folder().at('alias'))
    await registerCode(await azure.workspace(), await takeSnapshot(folder().at('alias')))
    assert.deepEqual(azure.world.blobs.keys, ['code-container/src/train.py'])
  })
})

describe('registering an environment', () => {
  const folder = folderPerTest()

  it('that is new, as the official client does: its version is made of what it is', async () => {
    const azure = fakeWorld()
    const id = await registerEnvironment(await azure.workspace(), {
      image: 'docker.example/python:3.11',
      conda_file: { dependencies: ['python=3.11'] },
    })
    const version = 'd0e3544378ed776ae24597f872778894e791e41bb10ef1e64c40b9d2a39c8fac'
    assert.equal(id, `${WORKSPACE_ID}/environments/CliV2AnonymousEnvironment/versions/${version}`)
    const [put] = azure.wire.sent('PUT', /\/environments\//)
    assert.ok(put)
    assert.deepEqual(bodyOf(put), {
      properties: {
        image: 'docker.example/python:3.11',
        condaFile: 'dependencies:\n- python=3.11\n',
        isAnonymous: true,
        isArchived: false,
      },
    })
  })

  it('6.7 twice is once, and another conda file is another version', async () => {
    const azure = fakeWorld()
    const workspace = await azure.workspace()
    const first = await registerEnvironment(workspace, { image: 'i', conda_file: { name: 'a' } })
    assert.equal(await registerEnvironment(workspace, { image: 'i', conda_file: { name: 'a' } }), first)
    assert.equal(azure.wire.sent('PUT', /\/environments\//).length, 1)
    assert.notEqual(await registerEnvironment(workspace, { image: 'i', conda_file: { name: 'b' } }), first)
  })

  it('by its build context, which is uploaded', async () => {
    const azure = fakeWorld()
    folder().write({ 'docker/Dockerfile': 'FROM scratch\n' })
    await registerEnvironment(await azure.workspace(), {
      build: { path: folder().at('docker'), dockerfile_path: 'Dockerfile' },
    })
    const [put] = azure.wire.sent('PUT', /\/environments\//)
    assert.ok(put)
    const { build } = bodyOf<{ properties: { build: { contextUri: string; dockerfilePath: string } } }>(
      put,
    ).properties
    assert.match(build.contextUri, /^https:\/\/account\.blob\..*\/LocalUpload\/[0-9a-f]{64}\/docker\/$/)
    assert.equal(build.dockerfilePath, 'Dockerfile')
    assert.match(azure.world.blobs.keys.join(), /docker\/Dockerfile$/)
  })
})

describe('uploading data', () => {
  const folder = folderPerTest()
  const STORE = 'container-of-workspaceblobstore'

  it('of a file: below the hash of its content, marked when it is whole', async () => {
    const azure = fakeWorld()
    folder().write({ 'data.csv': 'a,b\n1,2\n' })
    const { uri } = await uploadData(await azure.workspace(), folder().at('data.csv'))
    const path = 'LocalUpload/adcedeb852de3d5a3f009c607899a929b5d574ea8a13c04d6cd32301774fba32/data.csv'
    assert.equal(uri, `azureml://datastores/workspaceblobstore/paths/${path}`)
    const marks = azure.world.blobs.blobs.get(`${STORE}/${path}`)?.metadata
    assert.equal(marks?.['upload_status'], 'completed')
  })

  it('of a folder: all its files below one path', async () => {
    const azure = fakeWorld()
    folder().write({ 'one/data.csv': 'a,b\n1,2\n' })
    const { uri } = await uploadData(await azure.workspace(), folder().at('one'))
    const path = 'LocalUpload/2e5cdc66211ec9b99ca80e6691f099104ab884a6bcc49b52f26ffecaeb871cf2/one'
    assert.equal(uri, `azureml://datastores/workspaceblobstore/paths/${path}`)
    assert.deepEqual(azure.world.blobs.keys, [`${STORE}/${path}/data.csv`])
  })

  it('of a folder: without what its ignore file names', async () => {
    const azure = fakeWorld()
    folder().write({ 'one/data.csv': 'a', 'one/raw/big.bin': 'b', 'one/.amlignore': 'raw\n.amlignore\n' })
    await uploadData(await azure.workspace(), folder().at('one'))
    assert.deepEqual(
      azure.world.blobs.keys.map(key => key.split('/').at(-1)),
      ['data.csv'],
    )
    folder().write({ 'two/.amlignore': '*\n' })
    await assert.rejects(uploadData(await azure.workspace(), folder().at('two')), {
      message: /two holds no file to send\.$/,
      likelyCause: /\.amlignore leaves out all/,
    })
  })

  it('6.7 twice is once', async () => {
    const azure = fakeWorld()
    const workspace = await azure.workspace()
    folder().write({ 'data.csv': 'a' })
    const first = await uploadData(workspace, folder().at('data.csv'))
    const puts = azure.wire.sent('PUT', /storage/).length
    assert.deepEqual(await uploadData(workspace, folder().at('data.csv')), first)
    assert.equal(azure.wire.sent('PUT', /storage/).length, puts)
    assert.match(azure.host.log.text, /already in workspaceblobstore, nothing uploaded/)
  })

  it('6.7 goes on where an earlier upload stopped in the middle', async () => {
    const azure = fakeWorld()
    const workspace = await azure.workspace()
    folder().write({ 'd/a.csv': 'a', 'd/b.csv': 'b' })
    await uploadData(workspace, folder().at('d'))
    const [first, second] = azure.world.blobs.keys
    const indicator = azure.world.blobs.blobs.get(first ?? '')
    assert.ok(indicator && second)
    indicator.metadata = {}
    azure.world.blobs.blobs.delete(second)
    await uploadData(workspace, folder().at('d'))
    assert.deepEqual(azure.world.blobs.keys, [first, second])
    assert.equal(azure.world.blobs.blobs.get(first ?? '')?.metadata['upload_status'], 'completed')
  })

  it('6.2 without the role names it', async () => {
    const azure = fakeWorld()
    const workspace = await azure.workspace()
    azure.wire.on('HEAD', /storage/, {
      status: 403,
      headers: { 'x-ms-error-code': 'AuthorizationPermissionMismatch' },
    })
    azure.wire.on(
      'PUT',
      /storage/,
      failure(403, 'AuthorizationPermissionMismatch', 'This request is not authorized.'),
    )
    fs.writeFileSync(folder().at('data.csv'), 'a')
    await assert.rejects(uploadData(workspace, folder().at('data.csv')), {
      message: /^Uploading the data data\.csv failed: /,
      remedy: /Storage Blob Data Contributor/,
    })
  })
})
