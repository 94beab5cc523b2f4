import assert from 'node:assert/strict'
import { findEngine } from '../../../local/azure/execution/builder/engine/find-engine.ts'
import { type RegistryImage, findImage } from '../../../local/azure/registry/images.ts'
import { contextWith } from './context.ts'
import { type RegistryUnderTest, startRegistry } from './registry.ts'

const engine = await findEngine(process.env)
if (!engine)
  console.log('    Builds by an engine are not tested: neither buildah, docker nor podman answers here.')

const dockerfile = `FROM scratch
ARG VERSION
ARG TOKEN
ENV GREETING=hello
COPY data/ /data/
LABEL version=\${VERSION} token-length=\${TOKEN:+given}
CMD ["/data/a.txt"]
`

;(engine ? describe : describe.skip)(`A build by the registry with ${engine ?? 'an engine'}`, function () {
  this.timeout(240_000)
  let registry: RegistryUnderTest

  before(async () => {
    registry = await startRegistry({ config: { imageBuilder: 'auto' } })
  })
  after(() => registry.close())

  it('builds any Dockerfile and pushes it over the API of the registry', async () => {
    const run = await registry.finished(
      await registry.schedule(
        { Dockerfile: dockerfile, 'data/a.txt': 'a' },
        {
          imageNames: ['team/any:1', 'team/any:latest'],
          arguments: [
            { name: 'VERSION', value: '7' },
            { name: 'TOKEN', value: 'of-nobody-else', isSecret: true },
          ],
        },
      ),
    )
    assert.equal(run.status, 'Succeeded', run.log)
    assert.equal(run.images.length, 2)
    const { config, digest } = await imageOf('team/any:1')
    assert.equal(run.images[0]?.digest, digest)
    assert.equal(run.images[1]?.digest, digest)
    assert.deepEqual(config.config?.Cmd, ['/data/a.txt'])
    assert.ok(config.config.Env?.includes('GREETING=hello'))
    assert.equal(config.config.Labels?.['version'], '7')
    assert.equal(config.config.Labels['token-length'], 'given')
    assert.doesNotMatch(run.log, /of-nobody-else/)
  })

  it('fails with the instruction that failed in its log', async () => {
    const Dockerfile = 'FROM scratch\nCOPY missing-file /x\n'
    const run = await registry.finished(await registry.schedule({ Dockerfile }))
    assert.equal(run.status, 'Failed')
    assert.match(run.log, /missing-file/)
    assert.match(run.log, /failed to run step ID: build: exit status \d+/)
  })

  it('builds upon an image of the registry itself', async () => {
    const Dockerfile = `FROM ${registry.loginServer}/team/any:1\nENV MORE=1\n`
    const run = await registry.finished(
      await registry.schedule({ Dockerfile }, { imageNames: ['team/upon:1'] }),
    )
    assert.equal(run.status, 'Succeeded', run.log)
    const { config } = await imageOf('team/upon:1')
    assert.ok(config.config?.Env?.includes('GREETING=hello'))
    assert.ok(config.config?.Env?.includes('MORE=1'))
  })

  it('leaves the Dockerfile of the containerize task to local Azure where the base image is not to be had', async () => {
    const run = await registry.finished(
      await registry.schedule(contextWith(''), {
        arguments: [{ name: 'BASE_IMAGE', value: `${registry.loginServer}/no/such:base` }],
      }),
    )
    assert.equal(run.status, 'Succeeded', run.log)
    assert.match(run.log, /cannot have the base image .*no\/such:base; local Azure builds without an engine/)
  })

  async function imageOf(name: string): Promise<RegistryImage> {
    const image = await findImage(registry.azure.world, `${registry.loginServer}/${name}`)
    assert.ok(image)
    return image
  }
})
