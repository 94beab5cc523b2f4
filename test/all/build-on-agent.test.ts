import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findImage, type RegistryImage } from '../../local/azure/registry/images.ts'
import { loginServer } from '../../local/azure/registry/login-server.ts'
import { type AzureUnderTest, startForTest } from '../contract/azure/local-azure.ts'
import { until } from '../contract/azure/until.ts'
import { armToken } from '../contract/azure-registry/registry.ts'
import { registerTrainedModel } from '../bundle/support/registered-model.ts'
import { type AgentEngine, agentEngine } from './support/agent-engine.ts'
import { ContainerizeJob } from './support/agent-job.ts'
import { type BaseImage, installEngine, makeBaseImage, obstacle } from './support/base-image.ts'
import { type PrivateIndex, startPrivateIndex } from './support/private-index.ts'
import { type ProcessList, watchProcesses } from './support/process-list.ts'
import { filesWith, found } from './support/secret-search.ts'

const SCORE = 'def init():\n    pass\n\n\ndef run(raw):\n    return raw\n'
const password = 'w0nder/ful&"pass"+word'
const token = 'another?secret=of/the "build"'

const why = obstacle()
if (why) console.log(`not chosen: images built by an agent's engine: ${why}`)
else
  describe("The bundled MLOpsContainerize with Buildah as the agent's engine", function () {
    this.timeout(600_000)
    let base: BaseImage
    let engine: AgentEngine
    let azure: AzureUnderTest
    let index: PrivateIndex
    let job: ContainerizeJob
    let scratch: string

    before(async () => {
      installEngine()
      base = await makeBaseImage()
      engine = await agentEngine()
      scratch = mkdtempSync(join(tmpdir(), 'build-on-agent-'))
      index = await startPrivateIndex('puller', password)
      azure = await startForTest({ har: join(scratch, 'traffic.har'), config: { imageBuilder: 'engine' } })
      await registerTrainedModel(azure, 'tiny', '1', { roc_auc: 0.7 })
      const inputs = {
        modelName: 'tiny',
        modelVersion: '1',
        image: base.name,
        code: 'src',
        requirementsFile: 'requirements.txt',
        builder: 'docker',
        secretBuildArguments: `UV_EXTRA_INDEX_URL=${index.url}\nTOKEN=${token}`,
      }
      job = new ContainerizeJob(azure, inputs, engine.variables)
      job.write({ 'src/score.py': SCORE, 'requirements.txt': 'mlops-private==0.1\n' })
    })
    after(async () => {
      await azure.close()
      await index.close()
      job.remove()
      await engine.remove()
      await base.remove()
      rmSync(scratch, { recursive: true, force: true })
    })

    const imageOf = async (reference: string): Promise<RegistryImage> => {
      const image = await findImage(azure.world, reference)
      assert.ok(image, `the registry has no ${reference}`)
      return image
    }
    const leftovers = () => readdirSync(job.folders.temp).filter(name => name.startsWith('mlops-image-'))
    const settings = { variables: { 'Build.SourceVersion': 'c0ffee', 'Build.BuildNumber': '2026 11.1' } }

    describe('and a package from an index that asks for a password', () => {
      let processes: ProcessList
      let image: RegistryImage
      let digest: string

      before(async () => {
        processes = watchProcesses()
        const built = await job.run({}, settings)
        processes.stop()
        assert.equal(built.result, 'Succeeded', built.text)
        digest = built.outputs['imageDigest'] ?? ''
        image = await imageOf(built.outputs['imageReference'] ?? '')
        writeFileSync(join(scratch, 'log.txt'), built.lines.join('\n'))
        assert.match(built.text, /Build by buildah on this agent/)
        assert.match(built.text, /build \| .*STEP \d+\/\d+: COPY model/)
      })

      it('pushes over HTTPS, and tells the digest that skopeo sees', async () => {
        const login = await registryLogin(azure, scratch)
        const name = `docker://${image.registry}/tiny:2026-11.1`
        const { stdout } = await promisify(execFile)('skopeo', ['inspect', ...login, name])
        const seen = JSON.parse(stdout) as { Digest: string; Labels: Record<string, string> }
        assert.equal(seen.Digest, digest)
        assert.equal(seen.Labels['org.opencontainers.image.revision'], 'c0ffee')
        assert.equal(seen.Labels['org.opencontainers.image.version'], '2026 11.1')
        assert.equal(seen.Labels['mlops.model'], 'tiny:1')
        assert.ok(index.admitted() > 0)
      })

      it('lets the container run without rights, and leaves the tools of the installation behind', async () => {
        const { config } = image.config
        assert.equal(config?.User, '1000')
        assert.doesNotMatch(JSON.stringify(config), /bootstrap|UV_/)
      })

      it('puts no secret, in any encoding, into log, layers, history, traffic, state or command lines', () => {
        const secrets = [password, token, index.url]
        assert.deepEqual(filesWith(scratch, secrets), [])
        assert.deepEqual(filesWith(join(azure.world.stateDirectory), secrets), [])
        assert.deepEqual(filesWith(join(job.folders.root), secrets), [])
        assert.deepEqual(found(processes.text(), secrets), [])
        assert.match(processes.text(), /buildah build .*--build-arg TOKEN /, 'the build was not watched')
        assert.deepEqual(found(JSON.stringify([image.manifest, image.config]), secrets), [])
      })

      it('leaves neither folders nor logins on the agent', () => {
        assert.deepEqual(leftovers(), [])
        assert.doesNotMatch(processes.text(), /--password \S/)
      })

      it('takes the image again from another commit, gives it the new tag, and says which commit built it', async () => {
        const variables = { 'Build.SourceVersion': 'decaf', 'Build.BuildNumber': '2' }
        const again = await job.run({}, { variables })
        assert.equal(again.result, 'Succeeded', again.text)
        assert.equal(again.outputs['imageDigest'], digest)
        assert.match(again.text, /is there already[^]*built from commit c0ffee[^]*tiny:2 is this image now/)
        assert.equal((await imageOf(`${image.registry}/tiny:2`)).digest, digest)
        assert.equal(job.handoff()['image_commit'], 'c0ffee')
      })
    })

    it('names the instruction that fails, with the end of the log', async () => {
      job.write({ 'bad.txt': 'mlops-private==9\n' })
      const { result, message } = await job.run({ requirementsFile: 'bad.txt' })
      assert.equal(result, 'Failed')
      assert.match(message, /The build by buildah failed at step \d+ of \d+: RUN python3 -m venv/)
      assert.match(message, /mlops-private==9[^]*A dependency could not be installed/)
    })

    it('ends with the pipeline, and its processes with it', async () => {
      job.write({ 'Dockerfile.slow': `FROM ${base.name}\nRUN echo waiting; exec sleep 3571\n` })
      const own = { image: '', requirementsFile: '', secretBuildArguments: '', dockerfile: 'Dockerfile.slow' }
      const cancel = { when: 'build | waiting', signal: 'SIGINT' } as const
      const cancelled = await job.run(own, { cancel })
      assert.equal(cancelled.signal, 'SIGINT', cancelled.text)
      const left = watchProcesses()
      await until('the build is gone', () => !/sleep 3571/.test(nowRunning()), 10_000)
      left.stop()
      await job.run(own, { role: 'post', taskVariables: cancelled.taskVariables })
      assert.deepEqual(leftovers(), [])
    })

    it("builds a Dockerfile of the user's own, whose secrets stay in their stage", async () => {
      job.write({
        Dockerfile: `FROM ${base.name} AS made
ARG TOKEN
RUN echo "said $TOKEN"; printf %s "$TOKEN" | base64 -w0; printf %s "$TOKEN" | wc -c > /length
FROM ${base.name}
COPY --from=made /length /length
COPY code/ /app/
USER 1000
`,
      })
      const own = { image: '', requirementsFile: '', dockerfile: 'Dockerfile', repository: 'own' }
      const built = await job.run(own, settings)
      assert.equal(built.result, 'Succeeded', built.text)
      const image = await imageOf(built.outputs['imageReference'] ?? '')
      assert.equal(image.config.config?.Labels?.['mlops.model'], 'tiny:1')
      assert.equal(image.config.config.Labels['org.opencontainers.image.revision'], 'c0ffee')
      assert.match(built.text, /build \| said \*\*\*/)
      assert.deepEqual(found(built.lines.join('\n'), [token]), [])
      assert.deepEqual(filesWith(azure.world.stateDirectory, [token]), [])
    })

    describe('where the registry', () => {
      const auto = { builder: 'auto', secretBuildArguments: '' }
      const changed = (text: string) => job.write({ 'src/changed.py': `# ${text}\n`, 'requirements.txt': '' })

      it('may not build, falls back to the engine and says why', async () => {
        Object.assign(azure.world.config, { registryTasks: false })
        changed('forbidden')
        const built = await job.run(auto)
        Object.assign(azure.world.config, { registryTasks: true })
        assert.equal(built.result, 'Succeeded', built.text)
        assert.match(
          built.text,
          /logissue type=warning.*may not build images.*built with buildah on this agent/,
        )
        await imageOf(built.outputs['imageReference'] ?? '')
      })

      it('builds by itself, does not ask the engine of the agent', async () => {
        changed('allowed')
        const built = await job.run({ ...auto, secretBuildArguments: `TOKEN=${token}` })
        assert.equal(built.result, 'Succeeded', built.text)
        assert.doesNotMatch(built.text, /on this agent/)
        assert.match(built.text, /build \| Run ID: ca\w+ was successful/)
        assert.deepEqual(filesWith(scratch, [token]), [])
        assert.deepEqual(filesWith(azure.world.stateDirectory, [token]), [])
      })

      it('fails to build, does not try again elsewhere', async () => {
        job.write({ 'bad.txt': 'no-such-package-at-all==9\n' })
        const { result, message, text } = await job.run({ ...auto, requirementsFile: 'bad.txt' })
        assert.equal(result, 'Failed')
        assert.match(message, /Build ca\w+ failed at step/)
        assert.doesNotMatch(text, /on this agent/)
      })
    })
  })

/** Options by which skopeo logs in to local Azure's registry. */
async function registryLogin(azure: AzureUnderTest, folder: string): Promise<string[]> {
  const host = loginServer(azure.world)
  const body = new URLSearchParams({
    grant_type: 'access_token',
    service: host,
    access_token: await armToken(azure),
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await azure.call('POST', `https://${host}/oauth2/exchange`, {
    headers,
    body: body.toString(),
  })
  const login = `00000000-0000-0000-0000-000000000000:${String(answer.json()['refresh_token'])}`
  const auths = { [host]: { auth: Buffer.from(login).toString('base64') } }
  writeFileSync(join(folder, 'auth.json'), JSON.stringify({ auths }))
  writeFileSync(join(folder, 'ca.crt'), readFileSync(azure.description.caFile))
  return ['--authfile', join(folder, 'auth.json'), '--cert-dir', folder]
}

function nowRunning(): string {
  const list = watchProcesses()
  list.stop()
  return list.text()
}
