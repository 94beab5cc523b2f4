import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { findImage } from '../../local/azure/registry/images.ts'
import { startForTest, type AzureUnderTest } from '../contract/azure/local-azure.ts'
import { makeAgentFolders, type AgentFolders } from './support/agent-folders.ts'
import { azureStep } from './support/azure-step.ts'
import { launchTask, type Launch, type Launched } from './support/launch-task.ts'
import { registerTrainedModel } from './support/registered-model.ts'

const SCORE = 'def init():\n    pass\n\n\ndef run(raw):\n    return raw\n'
const HANDOFF = 'mlops/build-pipeline-output-vars.json'

describe('The bundled MLOpsContainerize over local Azure', function () {
  this.timeout(240_000)
  let azure: AzureUnderTest
  let folders: AgentFolders

  before(async () => {
    azure = await startForTest({ config: { imageBuilder: 'own' } })
    await registerTrainedModel(azure, 'tiny', '1', { roc_auc: 0.7 })
    await registerTrainedModel(azure, 'tiny', '2', { roc_auc: 0.8 })
    await registerTrainedModel(azure, 'tiny', '3', { roc_auc: 0.6 })
  })
  after(() => azure.close())
  beforeEach(() => {
    folders = makeAgentFolders()
    write('src/score.py', SCORE)
    write('src/.amlignore', 'secret.txt\n')
    write('src/secret.txt', 'not for the image')
    write('requirements.txt', 'six==1.17.0\n')
  })
  afterEach(() => fs.rmSync(folders.root, { recursive: true }))

  const write = (file: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folders.sources, file)), { recursive: true })
    fs.writeFileSync(path.join(folders.sources, file), text)
  }

  async function containerize(
    version: string,
    inputs: Record<string, string> = {},
    changes: Partial<Launch> = {},
  ): Promise<Launched> {
    const step = await azureStep(azure.description)
    const gate = { gateMetric: 'roc_auc', gateBaseline: 'version', gateBaselineVersion: '1' }
    const image = { code: 'src', requirementsFile: 'requirements.txt' }
    return launchTask(folders, {
      ...step,
      task: 'MLOpsContainerize',
      ...changes,
      variables: { ...step.variables, ...changes.variables },
      inputs: { ...step.inputs, modelName: 'tiny', modelVersion: version, ...gate, ...image, ...inputs },
    })
  }

  const handoff = () =>
    JSON.parse(fs.readFileSync(path.join(folders.workspace, HANDOFF), 'utf8')) as Record<string, unknown>
  const requests = (pattern: RegExp) =>
    azure.world.traffic
      .entries()
      .filter(({ request, _client }) => _client === 'task' && pattern.test(request.url))
  const tagsOf = (version: string) =>
    azure.world.store
      .collection<{ id: string; properties: { tags: Record<string, string> } }>('models')
      .list()
      .find(({ id }) => id.endsWith(`/tiny/versions/${version}`))?.properties.tags

  it('builds the image of an accepted model, and takes it again when nothing changed', async () => {
    const built = await containerize('2')
    assert.equal(built.result, 'Succeeded', built.text)
    const { imageReference = '', imageDigest, deployModel, gateVerdict } = built.outputs
    assert.deepEqual([deployModel, gateVerdict], ['true', 'accepted'])
    assert.match(imageReference, new RegExp(`^localhost:\\d+/tiny@${imageDigest}$`))
    assert.match(built.text, /roc_auc: 0\.8 is more than 0\.7 \(0\.7 of tiny:1\): yes/)
    assert.match(built.text, /build \| .*Step 1\/\d+ : ARG BASE_IMAGE/)
    assert.match(built.text, /build \| Run ID: ca\w+ was successful/)
    assert.equal(handoff()['image_reference'], imageReference)
    assert.equal(tagsOf('2')?.['mlops.imageDigest'], imageDigest)
    assert.equal(tagsOf('2')?.['mlops.gate'], 'accepted')

    const image = await findImage(azure.world, imageReference)
    assert.equal(image?.digest, imageDigest)

    const again = await containerize('2')
    assert.equal(again.result, 'Succeeded', again.text)
    assert.match(again.text, /is there already: nothing changed, nothing is built/)
    assert.equal(again.outputs['imageDigest'], imageDigest)
    assert.equal(requests(/scheduleRun/).length, 1)
    assert.equal(
      requests(/\/environments\/tiny\//).filter(({ request }) => request.method === 'PUT').length,
      1,
    )
  })

  it('builds nothing of a rejected model and says so by its outputs', async () => {
    const before = requests(/listBuildSourceUploadUrl/).length
    const done = await containerize('3')
    assert.equal(done.result, 'Succeeded', done.text)
    assert.equal(done.outputs['deployModel'], 'false')
    assert.equal(done.outputs['gateVerdict'], 'rejected')
    assert.equal(handoff()['deploy_model_bool'], false)
    assert.equal(tagsOf('3')?.['mlops.gate'], 'rejected')
    assert.equal(requests(/listBuildSourceUploadUrl/).length, before)
    const failed = await containerize('3', { gateRejected: 'fail' })
    assert.equal(failed.result, 'Failed')
    assert.match(failed.message, /rejects tiny:3[^]*0\.6 is not more than 0\.7/)
  })

  it('accepts the first model of an endpoint that is not there yet, and says why', async () => {
    const done = await containerize('2', {
      gateBaseline: 'deployed',
      endpointName: 'chd',
      validateOnly: 'true',
    })
    assert.equal(done.result, 'Succeeded', done.text)
    assert.match(done.text, /there is no endpoint chd yet \(gateMissingBaseline: accept\): yes/)
  })

  it('explains a dependency that cannot be installed by its instruction and the end of the log', async () => {
    write('requirements.txt', 'no-such-package-here==9.9.9\n')
    const { result, message, outputs } = await containerize('2')
    assert.equal(result, 'Failed')
    assert.match(message, /failed at step \d+ of \d+: RUN python3 -m venv/)
    assert.match(message, /no-such-package-here/)
    assert.match(message, /A dependency could not be installed/)
    assert.equal(outputs['deployModel'], undefined)
  })

  it('explains a subscription whose registries may not build', async () => {
    Object.assign(azure.world.config, { registryTasks: false })
    try {
      write('src/other.py', '')
      const { result, message } = await containerize('2', { builder: 'acr' })
      assert.equal(result, 'Failed')
      assert.match(message, /may not build images/)
      assert.match(message, /Likely cause: .*What to do: .*TasksOperationsNotAllowed/s)
    } finally {
      Object.assign(azure.world.config, { registryTasks: true })
    }
  })

  it('cancels the build when the pipeline is cancelled, and dies by the signal', async () => {
    write('requirements.txt', 'numpy==2.4.6\npandas==3.1.1\nscikit-learn==1.9.1\n')
    const cancelled = await containerize('2', {}, { cancel: { when: ': Running', signal: 'SIGINT' } })
    assert.equal(cancelled.signal, 'SIGINT', cancelled.text)
    const post = await containerize('2', {}, { role: 'post', taskVariables: cancelled.taskVariables })
    assert.equal(post.exitCode, 0, post.text)
    assert.match(post.text, /Build ca\w+ is Canceled/)
  })

  it('runs in a classic release, where it finds the hand-off in an artifact', async () => {
    const release = path.join(folders.workspace, 'a')
    fs.cpSync(folders.sources, release, { recursive: true })
    const file = path.join(release, '_build/drop', HANDOFF)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    const output = { schema_version: 1, model_name: 'tiny', model_version: '3', job_name: 'tiny-job-3' }
    fs.writeFileSync(file, JSON.stringify(output))
    const variables = { 'Release.ReleaseName': 'Release-7' }
    const done = await containerize('', { modelName: '' }, { hostType: 'release', variables })
    assert.equal(done.result, 'Succeeded', done.text)
    assert.equal(done.outputs['handoffFile'], file)
    assert.equal(done.outputs['modelVersion'], '3')
  })

  it('explains a hand-off of another schema version', async () => {
    fs.mkdirSync(path.join(folders.workspace, 'mlops'), { recursive: true })
    fs.writeFileSync(path.join(folders.workspace, HANDOFF), '{"schema_version": 2}')
    const { result, message } = await containerize('2')
    assert.equal(result, 'Failed')
    assert.match(message, /schema version 2; this task reads version 1/)
  })
})
