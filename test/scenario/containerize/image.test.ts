import assert from 'node:assert/strict'
import { explain } from '../../../tasks/common/host/report.ts'
import { WORKSPACE_ID } from '../../support/fake-azure.ts'
import { answerRegistry } from '../../support/fake-registry.ts'
import { bodyOf, failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { ContainerizeWorld, DIGEST } from './world.ts'

interface Request {
  imageNames: string[]
  arguments: { name: string; value: string; isSecret: boolean }[]
  [key: string]: unknown
}

describe('the image that is built', () => {
  const folder = folderPerTest()

  function given(inputs: Record<string, string> = {}): ContainerizeWorld {
    const world = new ContainerizeWorld(folder(), { builder: 'acr', gateMetric: '', ...inputs })
    world.register('2', 0.8)
    world.handOff('2')
    return world
  }
  const requestOf = (world: ContainerizeWorld): Request => bodyOf<Request>(world.builds.at(-1)!)
  const keyOf = (world: ContainerizeWorld): string => requestOf(world).imageNames[0]?.split(':')[1] ?? ''
  const failureOf = async (world: ContainerizeWorld): Promise<string> => {
    const error: unknown = await world.run().then(
      outcome => assert.fail(`it ended as ${outcome.result}`),
      (reason: unknown) => reason,
    )
    return explain(error).join('\n')
  }
  const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`

  describe('upon a base image', () => {
    const tellBase = (world: ContainerizeWorld, digest: string) =>
      world.azure.wire.on('HEAD', /^base\.example\/v2\/team\/x\/manifests\/1/, {
        headers: { 'docker-content-digest': digest },
      })

    it('is made anew when the tag of the base means another image, and not otherwise', async () => {
      const world = given({ image: 'base.example/team/x:1' })
      tellBase(world, digestOf('a'))
      await world.run()
      const first = keyOf(world)
      await world.run()
      assert.equal(world.builds.length, 1)
      tellBase(world, digestOf('b'))
      await world.run()
      assert.equal(world.builds.length, 2)
      assert.notEqual(keyOf(world), first)
      assert.match(world.azure.host.log.text, new RegExp(`over base\\.example/team/x@${digestOf('b')}`))
    })

    it('is named by its name where nobody tells the digest, and the log says what that means', async () => {
      const world = given({ image: 'base.example/team/x:1' })
      world.azure.wire.on('HEAD', /^base\.example/, { status: 403 })
      await world.run()
      assert.match(
        world.azure.host.log.text,
        /Base image base\.example\/team\/x:1: its registry does not tell its digest here \(403.*not noticed/,
      )
    })

    it('asks the token service that its registry names, with the login only where that is of its domain', async () => {
      const registryCredentials = "- {server: base.example, username: u, password: 'p4ssword'}"
      for (const [realm, sent] of [
        ['https://auth.base.example/token', true],
        ['https://elsewhere.invalid/token', false],
      ] as const) {
        const world = given({ image: 'base.example/team/x:1', registryCredentials })
        const challenge = `Bearer realm="${realm}",service="base.example",scope="repository:team/x:pull"`
        world.azure.wire.on('HEAD', /^base\.example/, request =>
          request.headers['authorization'] === 'Bearer pull-token'
            ? { headers: { 'docker-content-digest': digestOf('a') } }
            : { status: 401, headers: { 'www-authenticate': challenge } },
        )
        world.azure.wire.on('GET', /\/token\?/, { body: { token: 'pull-token' } })
        await world.run()
        const [asked] = world.azure.wire.sent('GET', /\/token\?/)
        assert.equal(asked?.url.searchParams.get('scope'), 'repository:team/x:pull')
        assert.equal(asked.headers['authorization'] !== undefined, sent, realm)
        assert.ok(world.azure.host.masked.includes('pull-token'))
      }
    })

    it('is named by its name where what answers is no token service', async () => {
      for (const realm of ['https://auth.base.example/token', 'nowhere']) {
        const world = given({ image: 'base.example/team/x:1' })
        const challenge = { 'www-authenticate': `Bearer realm="${realm}"` }
        world.azure.wire.on('HEAD', /^base\.example/, { status: 401, headers: challenge })
        world.azure.wire.on('GET', /\/token/, { body: '<html>Please log in to the proxy</html>' })
        await world.run()
        assert.match(world.azure.host.log.text, /its registry does not tell its digest here \(401/)
      }
    })
  })

  describe('upon an environment', () => {
    const tellEnvironment = (world: ContainerizeWorld, properties: object) =>
      world.azure.wire.on('GET', /\/environments\/scoring\/versions\/3/, { body: { properties } })

    it('has the base and the conda file of that environment', async () => {
      const world = given({ environment: 'azureml:scoring:3', condaFile: '' })
      const condaFile = 'dependencies:\n  - python=3.12\n  - joblib=1.6.0\n'
      tellEnvironment(world, { image: 'base.example/scoring:1', condaFile })
      await world.run()
      assert.match(
        world.azure.host.log.text,
        /Environment scoring:3: image base\.example\/scoring:1, and its conda/,
      )
      assert.match(world.azure.host.log.text, /Python 3\.12 over base\.example\/scoring:1/)
    })

    it('has the conda file of the form where one is given', async () => {
      const world = given({ environment: `${WORKSPACE_ID}/environments/scoring/versions/3` })
      tellEnvironment(world, { image: 'base.example/scoring:1', condaFile: 'dependencies: [python=3.12]' })
      await world.run()
      assert.match(world.azure.host.log.text, /Python 3\.11 over base\.example\/scoring:1/)
    })

    it('is refused where the environment tells no image, or nothing names the dependencies', async () => {
      const built = given({ environment: 'scoring:3' })
      tellEnvironment(built, { build: { contextUri: 'https://x/' } })
      assert.match(await failureOf(built), /scoring:3 has no image[^]*build context[^]*'dockerfile'/)
      const bare = given({ environment: 'scoring:3', condaFile: '' })
      tellEnvironment(bare, { image: 'base.example/scoring:1' })
      assert.match(await failureOf(bare), /environment scoring:3 has no conda file[^]*'condaFile'/)
    })
  })

  describe("from a Dockerfile of the user's own", () => {
    const own = (text: string, inputs: Record<string, string> = {}): ContainerizeWorld => {
      folder().write({ 'own/Dockerfile': text })
      return given({ dockerfile: folder().at('own/Dockerfile'), condaFile: '', ...inputs })
    }

    it('is built as it is, with warnings about what we would do in another way', async () => {
      const world = own('FROM base.example/x:1\nCOPY code/ /app/\n')
      await world.run()
      assert.equal(world.builds.length, 1)
      assert.match(world.azure.host.log.text, /The Dockerfile is your own\.[^]*names no USER without rights/)
    })

    it('is told about a user that is root by its group too', async () => {
      const world = own('FROM base.example/x:1\nUSER root:root\n')
      await world.run()
      assert.match(world.azure.host.log.text, /names no USER without rights/)
    })

    it('is made anew when one of its bases means another image, variables put in', async () => {
      const world = own('ARG V=1\nFROM base.example/team/x:${V} AS made\nFROM made\nUSER 1000\n')
      const keys = []
      for (const letter of ['a', 'b']) {
        world.azure.wire.on('HEAD', /^base\.example\/v2\/team\/x\/manifests\/1$/, {
          headers: { 'docker-content-digest': digestOf(letter) },
        })
        await world.run()
        keys.push(keyOf(world))
      }
      assert.notEqual(keys[0], keys[1])
    })

    it('is refused where a secret would stand in its history, before anything is sent', async () => {
      for (const text of [
        'FROM base\nARG TOKEN\nRUN x\n',
        'FROM base AS one\nARG OTHER TOKEN=1\nRUN x\nFROM one\nUSER 1000\n',
      ]) {
        const world = own(text, { secretBuildArguments: 'TOKEN=s3cret' })
        assert.match(
          await failureOf(world),
          /uses the secret build argument TOKEN in the image itself[^]*COPY --from/,
        )
        assert.equal(world.azure.wire.requests.length, 0)
      }
      await own('FROM base AS one\nARG TOKEN\nFROM base\nCOPY --from=one /x /x\n', {
        secretBuildArguments: 'TOKEN=s3cret',
      }).run()
    })

    it('is refused without FROM', async () => {
      assert.match(await failureOf(own('RUN x\n')), /has no FROM instruction/)
    })
  })

  describe('asked of the registry', () => {
    it('goes with arguments, secrets marked as such, platform, time limit and pool', async () => {
      const world = given({
        buildArguments: 'FLAVOUR=mild',
        secretBuildArguments: 'TOKEN=s3cret',
        platform: 'linux/arm64',
        buildTimeoutInMinutes: '90',
        agentPoolName: 'inside',
      })
      await world.run()
      const request = requestOf(world)
      const given_ = (name: string) => request.arguments.find(argument => argument.name === name)
      assert.deepEqual(given_('FLAVOUR'), { name: 'FLAVOUR', value: 'mild', isSecret: false })
      assert.deepEqual(given_('TOKEN'), { name: 'TOKEN', value: 's3cret', isSecret: true })
      assert.deepEqual(request['platform'], { os: 'Linux', architecture: 'arm64' })
      assert.equal(request['timeout'], 5400)
      assert.equal(request['agentPoolName'], 'inside')
      assert.equal(request['agentConfiguration'], undefined)
    })

    it('goes with the ways into other registries', async () => {
      const world = given({
        registryIdentity: '[system]',
        registryCredentials:
          "- {server: base.example, username: u, password: '0123'}\n- {server: two.example, identity: '[system]'}",
      })
      await world.run()
      assert.match(world.builds[0]?.url.search ?? '', /api-version=2025-03-01-preview/)
      assert.deepEqual(requestOf(world)['credentials'], {
        sourceRegistry: { identity: '[system]' },
        customRegistries: {
          'base.example': {
            userName: { type: 'Opaque', value: 'u' },
            password: { type: 'Opaque', value: '0123' },
          },
          'two.example': { identity: '[system]' },
        },
      })
    })

    it('goes as the service connection where the registry grants by repository', async () => {
      const world = given()
      answerRegistry(world.azure.wire, { roleAssignmentMode: 'AbacRepositoryPermissions' })
      await world.run()
      assert.deepEqual(requestOf(world)['credentials'], { sourceRegistry: { identity: '[caller]' } })
      assert.match(world.builds[0]?.url.search ?? '', /api-version=2025-03-01-preview/)
    })

    it('tells of a registry that is closed to public networks, and of the ways in', async () => {
      const world = given()
      answerRegistry(world.azure.wire, { publicNetworkAccess: 'Disabled' })
      await world.run()
      assert.match(world.azure.host.log.text, /closed to public networks.*agentPoolName/)
    })

    it('has the same key whatever the secrets are, and another with another argument', async () => {
      const keys = []
      for (const inputs of [
        { secretBuildArguments: 'TOKEN=one' },
        { secretBuildArguments: 'TOKEN=two' },
        { buildArguments: 'TOKEN=one' },
      ] as Record<string, string>[]) {
        const world = given(inputs)
        await world.run()
        keys.push(keyOf(world))
      }
      assert.equal(keys[0], keys[1])
      assert.notEqual(keys[1], keys[2])
    })

    it('that runs out of time fails with where it was', async () => {
      const world = given()
      world.course = [
        { status: 'Running', log: 'Step 7/20 : RUN uv pip install -r x\n' },
        { status: 'Timeout', log: 'Run ID: ca1 timed out after 300s\n' },
      ]
      assert.match(
        await failureOf(world),
        /Build ca1 ran out of time at step 7 of 20[^]*buildTimeoutInMinutes/,
      )
    })
  })

  describe('that is there already', () => {
    it('gets the tags of this run, and keeps the commit that built it', async () => {
      const world = given({ imageTags: 'first' })
      await world.run()
      const again = given({ imageTags: 'second\nthird' })
      Object.assign(again.images.digests, world.images.digests)
      again.images.labels = { 'org.opencontainers.image.revision': 'decaf' }
      await again.run()
      assert.equal(again.builds.length, 0)
      assert.equal(again.images.digests['chd-risk:second'], DIGEST)
      assert.equal(again.images.digests['chd-risk:third'], DIGEST)
      assert.match(again.azure.host.log.text, /built from commit decaf/)
      const links = again.azure.wire.sent('GET', /^account\.blob\.storage\.example\/config/)
      assert.equal(links[0]?.headers['authorization'], undefined)
    })

    it('is taken though the registry refuses the tags, with a warning', async () => {
      const world = given()
      await world.run()
      world.images.digests['chd-risk:20261123.1'] = digestOf('e')
      world.azure.wire.on('PUT', /^registry\.example/, failure(403, 'DENIED', 'No.'))
      const { result } = await world.run()
      assert.equal(result, 'Succeeded')
      assert.match(
        world.azure.host.log.warnings.join(),
        /does not let this connection put the tags 20261123\.1/,
      )
    })
  })
})
