import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { finishBuild } from '../../../tasks/MLOpsContainerize/MLOpsContainerizeV1/image/finish-build.ts'
import { buildByEngine } from '../../../tasks/common/registry/engine/build-by-engine.ts'
import { openRegistry } from '../../../tasks/common/registry/open-registry.ts'
import { explain } from '../../../tasks/common/host/report.ts'
import { FakeEngine, type EngineName } from '../../support/fake-engine.ts'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { ContainerizeWorld, DIGEST } from './world.ts'

const TAGGED = /^registry\.example\/chd-risk:mlops-[0-9a-f]{24}$/

describe("building an image with the agent's engine", () => {
  const folder = folderPerTest()
  let engine: FakeEngine

  afterEach(() => engine.restore())

  /** An agent with these engines and a world in which a push is seen by the registry. */
  function given(engines: EngineName[], inputs: Record<string, string> = {}): ContainerizeWorld {
    engine = new FakeEngine(folder(), ...engines)
    const world = new ContainerizeWorld(folder(), { builder: 'docker', gateMetric: '', ...inputs })
    world.register('2', 0.8)
    world.handOff('2')
    world.azure.wire.on('HEAD', /^registry\.example\/v2\/.*mlops-/, () =>
      engine.calls.some(call => / push /.test(call))
        ? { headers: { 'docker-content-digest': DIGEST } }
        : { status: 404 },
    )
    return world
  }

  const failureOf = async (world: ContainerizeWorld): Promise<string> => {
    const error: unknown = await world.run().then(
      outcome => assert.fail(`it ended as ${outcome.result}`),
      (reason: unknown) => reason,
    )
    return explain(error).join('\n')
  }

  it('takes the first engine that answers, not the first program that is there', async () => {
    const world = given(['podman'])
    await world.run()
    assert.deepEqual(engine.called('docker '), ['docker info --format {{.ServerVersion}}'])
    assert.equal(engine.called('podman build').length, 1)
    assert.match(world.azure.host.log.text, /Build by podman on this agent/)
  })

  it('logs in by a token of the registry over standard input, builds, pushes, and asks for the digest', async () => {
    const world = given(['docker'])
    await world.run()
    const [, ...calls] = engine.calls
    assert.deepEqual(
      calls.map(call => call.split(' ').slice(0, 2).join(' ')),
      ['docker buildx', 'docker login', 'docker build', 'docker login', 'docker push', 'docker rmi'],
    )
    const login =
      'docker login --username 00000000-0000-0000-0000-000000000000 --password-stdin registry.example'
    assert.equal(engine.called('docker login')[0], login)
    assert.ok(engine.passwords.includes('the-refresh-token'))
    assert.match(engine.called('docker push')[0]?.split(' ').at(-1) ?? '', TAGGED)
    assert.equal(world.azure.host.outputValues['imageDigest'], DIGEST)
    assert.equal(world.images.digests['chd-risk:20261123.1'], DIGEST)
    assert.equal(world.builds.length, 0)
  })

  it('uses buildx where it is there, without provenance: the image is one manifest', async () => {
    const world = given(['docker'], { platform: 'linux/arm64' })
    engine.withBuildx()
    await world.run()
    const [, build = ''] = engine.called('docker buildx')
    assert.match(build, /^docker buildx build --load --provenance=false --progress=plain /)
    assert.match(build, / --platform linux\/arm64 /)
  })

  const bases: [what: string, from: string | undefined, image: string, pulls: boolean][] = [
    ["a tag in a Dockerfile of the user's own", 'FROM base.example/x:1', '', true],
    ['an image that only the agent knows', 'FROM localhost/made-here:1', '', false],
    ['a digest in the Dockerfile of the task', undefined, 'base.example/x:1', false],
  ]
  for (const [what, from, image, pulls] of bases)
    it(`${pulls ? 'asks' : 'does not ask'} for the base of today where it is ${what}`, async () => {
      folder().write({ Dockerfile: `${from}\nUSER 1000\n` })
      const dockerfile = from === undefined ? '' : folder().at('Dockerfile')
      const world = given(['podman'], { dockerfile, image })
      world.azure.wire.on('HEAD', /^base\.example\/v2\/x\//, {
        headers: { 'docker-content-digest': `sha256:${'b'.repeat(64)}` },
      })
      await world.run()
      const [build = ''] = engine.called('podman build ')
      assert.equal(build.includes(' --pull '), pulls, build)
    })

  it('lays the context out with the modes that the packed one has, whatever the umask is', async () => {
    const before = process.umask(0o077)
    try {
      await given(['docker']).run()
    } finally {
      process.umask(before)
    }
    const modeOf = (name: string) => fs.statSync(engine.inContext(name)).mode & 0o777
    assert.equal(fs.readFileSync(engine.inContext('model/model/model.joblib'), 'utf8'), 'model 2')
    assert.match(fs.readFileSync(engine.inContext('Dockerfile'), 'utf8'), /^# mlops-azureml-dockerfile 1\n/)
    assert.deepEqual(
      [modeOf('serve'), modeOf('code'), modeOf('model/model/model.joblib')],
      [0o755, 0o755, 0o644],
    )
  })

  it('hands secrets over by the environment and masks them in what the build prints', async () => {
    const secret = 'to"ken/1+x'
    const world = given(['docker'], {
      buildArguments: 'FLAVOUR=mild',
      secretBuildArguments: `TOKEN=${secret}`,
    })
    const encoded = Buffer.from(`u:${secret}`).toString('base64')
    engine.does('build', `echo "it is $TOKEN"; echo '${encodeURIComponent(secret)}'; echo ${encoded}`)
    await world.run()
    const [build = ''] = engine.called('docker build ')
    assert.match(build, / --build-arg FLAVOUR=mild .* --build-arg TOKEN --tag /)
    assert.equal(engine.environment['TOKEN'], secret)
    const { text } = world.azure.host.log
    assert.match(text, /build \| it is \*\*\*/)
    for (const form of [secret, encodeURIComponent(secret), encoded]) assert.ok(!text.includes(form), form)
    assert.ok(!engine.calls.join('\n').includes(secret))
    assert.ok(!JSON.stringify(world.azure.wire.requests).includes(secret))
  })

  it('logs in to the registries of private base images too, and warns of identities that it has not', async () => {
    const registryCredentials =
      "- {server: base.example, username: puller, password: 'p: 1'}\n- {server: other.example, identity: '[system]'}"
    const world = given(['podman'], { registryCredentials })
    await world.run()
    assert.ok(engine.called('podman login').some(call => / --username puller .* base\.example$/.test(call)))
    assert.ok(engine.passwords.includes('p: 1'))
    assert.match(world.azure.host.log.warnings.join(), /identity for other\.example .* podman has it not/)
  })

  it('fails with the instruction and the end of the log of a build that fails', async () => {
    const world = given(['docker'])
    engine.withBuildx()
    const lines = ['#7 [dependencies 3/4] RUN uv pip install -r x', '#8 [stage-1 2/9] COPY model/ /m/']
    const end = ['#7 no-such-package was not found', '#7 ERROR: process did not complete successfully']
    engine.does('build', `${[...lines, ...end].map(line => `echo '${line}'`).join('; ')}; exit 1`)
    const text = await failureOf(world)
    assert.match(text, /build by docker failed at step 3 of 4: RUN uv pip install -r x/)
    assert.match(text, /no-such-package was not found/)
    assert.equal(engine.called('docker push').length, 0)
  })

  it('ends a build that takes too long, and tells where it was', async () => {
    const world = given(['podman'])
    engine.does('build', 'echo "[1/2] STEP 7/9: RUN uv pip install -r x"; exec sleep 3572')
    const registry = await openRegistry(await world.azure.workspace(), undefined)
    const order = {
      ...{
        repository: 'chd-risk',
        tag: 't',
        tags: [],
        pullsBases: false,
        files: [],
        arguments: {},
        secretArguments: {},
      },
      ...{ platform: 'linux/amd64', timeoutInSeconds: 0.5, agentPoolName: undefined },
      access: { identity: undefined, logins: {}, identities: {} },
    }
    const podman = { name: 'podman', hasBuildx: false } as const
    await assert.rejects(
      buildByEngine(podman, registry, order, folder().at('scratch'), world.azure.host),
      /The build by podman ran out of time at step 7 of 9: RUN uv pip install/,
    )
    assert.equal(engine.called('podman push').length, 0)
  })

  it('keeps the layers for the next build under a name of this machine', async () => {
    await given(['buildah']).run()
    assert.match(
      engine.called('buildah build')[0] ?? '',
      / --layers .*--tag localhost\/mlops-azureml-cache\/chd-risk:latest /,
    )
    assert.match(engine.called('buildah rmi')[0]?.split(' ').at(-1) ?? '', TAGGED)
  })

  it('explains a push that the registry refuses by the role that is missing', async () => {
    const world = given(['docker'])
    engine.does('push', 'echo "denied: requested access to the resource is denied" >&2; exit 1')
    assert.match(await failureOf(world), /docker could not push[^]*may not push[^]*AcrPush/)
  })

  it('explains a push that a firewall refuses', async () => {
    const world = given(['docker'])
    engine.does('push', 'echo "denied: client with IP 20.1.2.3 is not allowed access." >&2; exit 1')
    assert.match(await failureOf(world), /firewall does not let this agent in/)
  })

  it('tells of each engine why it does not answer where none does', async () => {
    const text = await failureOf(given([]))
    assert.match(text, /No container engine answers on this agent/)
    assert.match(text, /docker: Cannot connect to the daemon of docker; podman: .*; buildah: /)
  })

  it('is found out by validateOnly, which writes nothing', async () => {
    assert.match(await failureOf(given([], { validateOnly: 'true' })), /No container engine answers/)
    const { message } = await given(['docker'], { validateOnly: 'true' }).run()
    assert.match(message, /with docker for registry\.example; nothing was written/)
  })

  it('leaves nothing in the temporary folder, and the post-job part removes what a killed step left', async () => {
    const world = given(['docker'])
    await world.run()
    const left = () => fs.readdirSync(folder().path).filter(name => name.startsWith('mlops-image-'))
    assert.deepEqual(left(), [])
    fs.mkdirSync(folder().at('mlops-image-killed/engine'), { recursive: true })
    world.azure.host.taskState['mlops.containerize.scratch'] = folder().at('mlops-image-killed')
    await finishBuild(world.azure.host)
    assert.deepEqual(left(), [])
  })

  describe('where the builder is automatic and the registry', () => {
    const closed = failure(400, 'TasksOperationsNotAllowed', 'Not permitted.')
    const auto = { builder: 'auto' }

    it('may not build for the subscription, is used in its place, with a warning', async () => {
      const world = given(['docker'], auto)
      world.azure.wire.on('POST', /scheduleRun/, closed)
      await world.run()
      assert.match(
        world.azure.host.log.warnings.join(),
        /may not build images.* built with docker on this agent instead/,
      )
      assert.equal(world.azure.host.outputValues['imageDigest'], DIGEST)
      assert.equal(world.azure.host.compensations.size, 0) // nothing is left to cancel there
    })

    it('does not let its own builds through its firewall, is used in its place', async () => {
      const world = given(['docker'], auto)
      const refusal =
        'denied: client with IP 20.1.2.3 is not allowed access. Refer https://aka.ms/acr/firewall'
      world.course = [
        { status: 'Running', log: 'Step 1/2 : FROM x\n2026/11/23 03:00:00 Executing step: push\n' },
        { status: 'Failed', log: `${refusal}\nRun ID: ca1 failed after 3s.\n`, error: 'failed during run' },
      ]
      await world.run()
      assert.match(world.azure.host.log.warnings.join(), /firewall keeps.* with docker on this agent instead/)
    })

    it('may not build and no engine answers, fails with both reasons', async () => {
      const world = given([], auto)
      world.azure.wire.on('POST', /scheduleRun/, closed)
      const text = await failureOf(world)
      assert.match(text, /may not build images.*No container engine answers/)
      assert.match(text, /Likely cause: .*free, student.*Cannot connect to the daemon of docker/)
    })

    it('has built and failed, does not build once more', async () => {
      const world = given(['docker'], auto)
      world.course = [{ status: 'Failed', log: 'Step 2/2 : RUN false\nRun ID: ca1 failed after 3s.\n' }]
      assert.match(await failureOf(world), /Build ca1 failed at step 2 of 2: RUN false/)
      assert.equal(engine.calls.join(), '')
    })
  })
})
