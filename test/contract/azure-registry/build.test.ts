import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { type RegistryImage, findImage } from '../../../local/azure/registry/images.ts'
import { contextWith } from './context.ts'
import { type FinishedRun, type RegistryUnderTest, startRegistry } from './registry.ts'

const sha256 = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`

describe("A build by the registry, without an engine, of the containerize task's Dockerfile", function () {
  this.timeout(240_000)
  let registry: RegistryUnderTest
  let run: FinishedRun
  let image: RegistryImage

  before(async () => {
    registry = await startRegistry()
    const runId = await registry.schedule(contextWith('six==1.17.0\n'), {
      imageNames: ['aml/chd:3', 'aml/chd:{{.Run.ID}}'],
      arguments: [
        { name: 'REVISION', value: 'abc123' },
        { name: 'CREATED', value: '2026-11-23T00:00:00Z' },
      ],
    })
    assert.equal(runId, 'ca1')
    run = await registry.finished(runId)
    const found = await findImage(registry.azure.world, `${registry.loginServer}/aml/chd:3`)
    assert.ok(found, run.log)
    image = found
  })
  after(() => registry.close())

  it('succeeds, and names the images with one digest', () => {
    assert.equal(run.status, 'Succeeded', run.log)
    const common = { registry: registry.loginServer, repository: 'aml/chd', digest: image.digest }
    assert.deepEqual(run.images, [
      { ...common, tag: '3' },
      { ...common, tag: 'ca1' },
    ])
  })

  it('logs as the registry does: steps of docker, the push with its digest, the end', () => {
    assert.match(run.log, /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d Downloading source code\.\.\.\r$/m)
    assert.match(run.log, /^Step 3\/19 : ARG PYTHON_VERSION=3.11\r$/m)
    assert.match(run.log, /^Step 10\/19 : COPY --chmod=755 serve \/opt\/mlops\/serve\r$/m)
    assert.match(run.log, / \+ six==1\.17\.0/)
    assert.match(run.log, /Step id: build marked as successful \(elapsed time in seconds: \d+\.\d{6}\)/)
    assert.match(run.log, new RegExp(`^3: digest: ${image.digest} size: \\d+\\r$`, 'm'))
    assert.match(
      run.log,
      /The following dependencies were found:[^]*repository: azureml\/openmpi4.1.0-ubuntu22.04/,
    )
    assert.match(run.log, /^Run ID: ca1 was successful after \d+s\r$/m)
    assert.equal(run.complete, 'successful')
  })

  it('names in its log what stands for the base image and for its interpreter', () => {
    assert.match(run.log, /openmpi4\.1\.0-ubuntu22\.04:latest stands for a base without files/)
    assert.match(run.log, /interpreter is this machine's \//)
  })

  it('makes an image whose digests are those of what they name', () => {
    for (const [index, layer] of image.layers.entries()) {
      const bytes = readFileSync(layer.file)
      assert.equal(sha256(bytes), layer.digest)
      assert.equal(bytes.length, layer.size)
      assert.equal(sha256(gunzipSync(bytes)), image.config.rootfs.diff_ids[index])
    }
    assert.equal(image.layers.length, 5)
  })

  it('keeps ENV, CMD, user, port, directory and labels, with build arguments put in', () => {
    const { config } = image.config
    assert.deepEqual(config?.Env?.slice(1), [
      'MLOPS_HOME=/opt/mlops',
      'AML_APP_ROOT=/var/azureml-app',
      'AZUREML_ENTRY_SCRIPT=score.py',
      'AZUREML_MODEL_DIR=/var/azureml-app/azureml-models/chd/3',
    ])
    assert.deepEqual(config.Cmd, ['/opt/mlops/serve'])
    assert.equal(config.User, '1000')
    assert.equal(config.WorkingDir, '/var/azureml-app')
    assert.deepEqual(config.ExposedPorts, { '5001/tcp': {} })
    assert.deepEqual(config.Labels, {
      'mlops.model': 'chd:3',
      note: 'costs $5',
      'org.opencontainers.image.created': '2026-11-23T00:00:00Z',
      'org.opencontainers.image.revision': 'abc123',
    })
  })

  describe('unpacked by tar', () => {
    let root: string

    before(() => {
      root = mkdtempSync(join(tmpdir(), 'image-root-'))
      for (const { file } of image.layers) {
        const { status, stderr } = spawnSync('tar', ['-xzf', file, '-C', root])
        assert.equal(status, 0, String(stderr))
      }
    })
    after(() => rmSync(root, { recursive: true, force: true }))

    it('has model, code and a serve that can be executed', () => {
      const read = (path: string) => readFileSync(join(root, path), 'utf8')
      assert.equal(read('var/azureml-app/azureml-models/chd/3/weights.txt'), 'weights')
      assert.equal(read('var/azureml-app/helpers/clean.py'), '')
      assert.equal(spawnSync(join(root, 'opt/mlops/serve')).status, 0)
    })

    it('has the dependencies in an environment whose interpreter imports them', () => {
      const python = join(root, 'opt/mlops/environment/bin/python')
      const said = spawnSync(python, ['-c', 'import six; print(six.__file__)'], { encoding: 'utf8' })
      assert.equal(said.stdout.trim().startsWith(root), true, said.stdout + said.stderr)
    })
  })

  it('takes the dependencies from the last build with the same requirements, at once', async () => {
    const again = await registry.finished(
      await registry.schedule({ ...contextWith('six==1.17.0\n'), 'model/weights.txt': 'other weights' }),
    )
    assert.equal(again.status, 'Succeeded', again.log)
    assert.match(again.log, /^ ---> Using cache\r$/m)
    const second = await findImage(registry.azure.world, `${registry.loginServer}/model:1`)
    assert.equal(second?.layers[1]?.digest, image.layers[1]?.digest)
    assert.notEqual(second?.layers[2]?.digest, image.layers[2]?.digest)
    assert.notEqual(second?.digest, image.digest)
  })

  it('installs again when a file has changed that the requirements include', async () => {
    for (const version of ['1.17.0', '1.16.0']) {
      const files = {
        ...contextWith('-r included-1.txt\n'),
        'dependencies/included-1.txt': `six==${version}\n`,
      }
      const { status, log } = await registry.finished(await registry.schedule(files))
      assert.equal(status, 'Succeeded', log)
      assert.ok(log.includes(` + six==${version}`), log)
      assert.match(log, /Installing: -r \/opt\/mlops\/dependencies\/requirements.txt/)
    }
  })

  it('takes from an earlier stage what a later one copies, and nothing else of it', async () => {
    const { Dockerfile = '', ...files } = contextWith('six==1.17.0\n')
    const install = Dockerfile.split('\n').filter(line => /^(ENV|COPY dependencies|RUN python3)/.test(line))
    const rest = Dockerfile.split('\n').filter(line => /^(COPY code|COPY model|CMD)/.test(line))
    const staged = [
      '# mlops-azureml-dockerfile 1',
      'ARG BASE_IMAGE=base.example/x:1',
      'FROM ${BASE_IMAGE} AS dependencies',
      'ARG PYTHON_VERSION=3.11',
      'ARG UV_INDEX_STRATEGY',
      ...install,
      'FROM ${BASE_IMAGE}',
      'COPY --from=dependencies /opt/mlops/ /opt/mlops/',
      ...rest,
    ]
    const built = await registry.finished(
      await registry.schedule(
        { ...files, Dockerfile: staged.join('\n') },
        { imageNames: ['staged:1'], arguments: [{ name: 'UV_INDEX_STRATEGY', value: 'first-index' }] },
      ),
    )
    assert.equal(built.status, 'Succeeded', built.log)
    const found = await findImage(registry.azure.world, `${registry.loginServer}/staged:1`)
    assert.ok(found)
    assert.equal(found.layers.length, 4)
    assert.deepEqual(found.config.config?.Env?.length, 1, 'the variables of the first stage stay there')
    assert.doesNotMatch(JSON.stringify(found.config.history), /UV_INDEX_STRATEGY|uv pip install/)
  })

  it('shows the arguments that a stage declares to the installation as variables', async () => {
    const { Dockerfile = '', ...files } = contextWith('six==1.17.0\n')
    const declared = Dockerfile.replace('USER root', 'ARG UV_EXCLUDE_NEWER\nUSER root')
    const built = await registry.finished(
      await registry.schedule(
        { ...files, Dockerfile: declared },
        { arguments: [{ name: 'UV_EXCLUDE_NEWER', value: '2000-01-01T00:00:00Z' }] },
      ),
    )
    assert.equal(built.status, 'Failed', built.log)
    assert.match(built.log, /six[^]*returned a non-zero code/)
  })

  it('refuses to copy from a stage what it cannot take as it is', async () => {
    const { Dockerfile = '', ...files } = contextWith('')
    const elsewhere = Dockerfile.replace('COPY model/', 'COPY --from=other /a/ /b/\nCOPY model/')
    const built = await registry.finished(await registry.schedule({ ...files, Dockerfile: elsewhere }))
    assert.equal(built.status, 'Failed')
    assert.match(built.log, /COPY --from=other \/a\/ \/b\/" needs docker, podman or buildah/)
  })
})
