import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { WORKSPACE_ID } from '../../support/fake-azure.ts'
import { bodyOf } from '../../support/fake-wire.ts'
import { folderPerTest, type TestFolder } from '../../support/folder.ts'
import { BUILD_OUTPUT, IMAGE, Release } from './release.ts'

interface Sent {
  readonly tags: Record<string, string>
  readonly sku: object
  readonly properties: Record<string, unknown>
}

const CODE = `${WORKSPACE_ID}/codes/known/versions/1`

/** A release of a model, code and an environment; the workspace has models chd:3 and chd:4 and environment scoring:2. */
function byContent(
  folder: TestFolder,
  inputs: Record<string, string> = {},
  handoff: object = BUILD_OUTPUT,
): Release {
  folder.write({ 'src/score.py': 'pass', 'conda.yml': 'dependencies: [python=3.11]\n' })
  const named = { modelName: 'chd', modelVersion: '3', environment: 'azureml:scoring:2' }
  const release = new Release(folder, { ...named, code: folder.at('src'), ...inputs }, { handoff })
  release.world.serving.attach()
  for (const asset of ['models/chd/versions/3', 'models/chd/versions/4', 'environments/scoring/versions/2'])
    release.world.serving.assets.set(`${WORKSPACE_ID}/${asset}`, {})
  release.world.wire.on('GET', /\/codes\/[^/]+\/versions\?/, { body: { value: [{ id: CODE }] } })
  release.world.wire.on('GET', /\/models\/chd\/versions\?/, { body: { value: [{ name: '4' }] } })
  return release
}

const deploymentSent = ({ world }: Release): Sent =>
  bodyOf<Sent>(world.wire.sent('PUT', /\/deployments\/blue\?/)[0]!)

describe('deploying a model, code and an environment', () => {
  const folder = folderPerTest()

  it('refers to all three by their ids, and registers no model', async () => {
    const release = byContent(folder())
    await release.run()
    const { properties, tags } = deploymentSent(release)
    assert.equal(properties['model'], `${WORKSPACE_ID}/models/chd/versions/3`)
    assert.equal(properties['environmentId'], `${WORKSPACE_ID}/environments/scoring/versions/2`)
    assert.deepEqual(properties['codeConfiguration'], { codeId: CODE, scoringScript: 'score.py' })
    assert.equal(tags['mlops.model'], 'chd:3')
    assert.equal(tags['mlops.imageDigest'], undefined)
    assert.deepEqual(release.world.wire.sent('PUT', /\/(models|environments|codes)\//), [])
    const file = JSON.parse(readFileSync(folder().at('mlops/aksRestServiceJson.json'), 'utf8')) as Record<
      string,
      unknown
    >
    assert.deepEqual([file['model_name'], file['model_version'], file['image_reference']], ['chd', '3', null])
  })

  it('settles which version is the latest before it begins', async () => {
    const release = byContent(folder(), { modelVersion: '' })
    await release.run()
    assert.equal(deploymentSent(release).properties['model'], `${WORKSPACE_ID}/models/chd/versions/4`)
    assert.equal(deploymentSent(release).tags['mlops.model'], 'chd:4')
  })

  it('takes the model of the build where the form names none', async () => {
    const release = byContent(folder(), { modelName: '', modelVersion: '' })
    await release.run()
    assert.equal(deploymentSent(release).properties['model'], `${WORKSPACE_ID}/models/chd/versions/3`)
    assert.equal(deploymentSent(release).tags['mlops.run'], 'job-1')
  })

  it('stops where the gate of the build said no', async () => {
    const handoff = { ...BUILD_OUTPUT, deploy_model_bool: false }
    const release = byContent(folder(), { modelName: '', modelVersion: '' }, handoff)
    assert.match((await release.run()).message, /gate of the build said no/)
  })

  it('registers the environment of a conda file under its content', async () => {
    const release = byContent(folder(), { environment: '', condaFile: folder().at('conda.yml') })
    await release.run()
    const [put] = release.world.wire.sent('PUT', /\/environments\/CliV2AnonymousEnvironment\//)
    const { properties } = bodyOf<Sent>(put!)
    assert.equal(properties['condaFile'], 'dependencies:\n- python=3.11\n')
    assert.match(String(deploymentSent(release).properties['environmentId']), /CliV2AnonymousEnvironment/)
  })

  it('deploys an MLflow model without code and environment', async () => {
    const release = byContent(folder(), { environment: '', code: '' })
    release.world.serving.assets.set(`${WORKSPACE_ID}/models/chd/versions/3`, { modelType: 'mlflow_model' })
    await release.run()
    const { properties } = deploymentSent(release)
    assert.equal(properties['model'], `${WORKSPACE_ID}/models/chd/versions/3`)
    assert.equal('environmentId' in properties || 'codeConfiguration' in properties, false)
  })

  it('puts autoscaler, probes and request settings on the wire', async () => {
    const release = byContent(folder(), {
      scaleType: 'target_utilization',
      minInstances: '2',
      maxInstances: '5',
      targetUtilizationPercentage: '60',
      pollingInterval: '90',
      requestTimeoutInMilliseconds: '2500',
      maxConcurrentRequestsPerInstance: '4',
      maxQueueWaitInMilliseconds: '750',
      livenessProbe: 'initial_delay: 30\nfailure_threshold: 3',
      readinessProbe: '{period: 5, timeout: 1}',
    })
    await release.run()
    const { properties, sku } = deploymentSent(release)
    assert.deepEqual(sku, { name: 'Default' })
    assert.deepEqual(properties['scaleSettings'], {
      scaleType: 'TargetUtilization',
      minInstances: 2,
      maxInstances: 5,
      targetUtilizationPercentage: 60,
      pollingInterval: 'PT1M30S',
    })
    assert.deepEqual(properties['requestSettings'], {
      requestTimeout: 'PT2.5S',
      maxConcurrentRequestsPerInstance: 4,
      maxQueueWait: 'PT0.75S',
    })
    assert.deepEqual(properties['livenessProbe'], { initialDelay: 'PT30S', failureThreshold: 3 })
    assert.deepEqual(properties['readinessProbe'], { period: 'PT5S', timeout: 'PT1S' })
  })

  const refused: [what: string, inputs: Record<string, string>, says: RegExp][] = [
    ['an image beside a model', { image: IMAGE }, /'image': an image holds model and code/],
    ['code without an environment', { environment: '' }, /'environment': code runs in an environment/],
    ['a version without a model', { modelName: '' }, /'modelVersion': a version says nothing without/],
    [
      'an environment without a version',
      { environment: 'azureml:scoring' },
      /'environment'.*names no version/s,
    ],
    ['a script that is not there', { scoringScript: 'scoer.py' }, /'scoringScript': there is no scoer\.py/],
    [
      'a script that lies beside the folder',
      { scoringScript: '..\\score.py' },
      /'scoringScript': \.\.\/score\.py does not lie in/,
    ],
    [
      'a probe with a key that nobody knows',
      { livenessProbe: 'priod: 5' },
      /'livenessProbe'.*did you mean period/s,
    ],
    [
      'an autoscaler without its end',
      { scaleType: 'target_utilization' },
      /'maxInstances': an autoscaler needs/,
    ],
    [
      'an autoscaler upside down',
      { scaleType: 'target_utilization', minInstances: '3', maxInstances: '2' },
      /'minInstances': 3 is more than/,
    ],
  ]
  for (const [what, inputs, says] of refused) {
    it(`refuses ${what} before it calls anybody`, async () => {
      const release = byContent(folder(), inputs)
      assert.match(await release.failure(), says)
      assert.deepEqual(release.world.wire.lines, [])
    })
  }

  it('refuses an environment that the workspace does not have before it writes anything', async () => {
    const release = byContent(folder(), { environment: 'azureml:scoring:9' })
    assert.match(await release.failure(), /workspace ws-mlops has no environment scoring:9/)
    assert.deepEqual(
      release.world.wire.lines.filter(line => /^(PUT|DELETE)/.test(line)),
      [],
    )
  })

  it('refuses a hand-off without a registered model where the form names none', async () => {
    const handoff = { ...BUILD_OUTPUT, model_version: null }
    const release = byContent(folder(), { modelName: '', modelVersion: '' }, handoff)
    assert.match(await release.failure(), /names no image and no registered model[^]*modelName/)
  })
})
