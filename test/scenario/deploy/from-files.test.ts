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

const ENDPOINT = `name: chd
compute: azureml:k8s
auth_mode: key
description: Ten-year risk
tags: {team: risk}
traffic: {blue: 100}
`
const DEPLOYMENT = `type: kubernetes
name: first
endpoint_name: chd
instance_count: 2
environment_variables: {LEVEL: info}
request_settings: {request_timeout_ms: 1500}
liveness_probe: {initial_delay: 30}
`
const WITH_MODEL = `${DEPLOYMENT}model: azureml:chd:3
environment: azureml:scoring:2
code_configuration: {code: src, scoring_script: score.py}
`

/** A release by files: `deployment` and `endpoint` are their texts. */
function byFiles(
  folder: TestFolder,
  deployment: string,
  inputs: Record<string, string> = {},
  endpoint = ENDPOINT,
): Release {
  folder.write({ 'ml/endpoint.yml': endpoint, 'ml/deployment.yml': deployment, 'ml/src/score.py': 'pass' })
  const release = new Release(folder, {
    definition: 'file',
    endpointFile: folder.at('ml/endpoint.yml'),
    deploymentFile: folder.at('ml/deployment.yml'),
    endpointName: '',
    computeName: '',
    ...inputs,
  })
  release.world.serving.attach()
  for (const asset of ['models/chd/versions/3', 'environments/scoring/versions/2'])
    release.world.serving.assets.set(`${WORKSPACE_ID}/${asset}`, {})
  release.world.wire.on('GET', /\/codes\/[^/]+\/versions\?/, { body: { value: [{ id: CODE }] } })
  return release
}

const CODE = `${WORKSPACE_ID}/codes/known/versions/1`

const deploymentSent = ({ world }: Release, name: string): Sent =>
  bodyOf<Sent>(world.wire.sent('PUT', new RegExp(`/onlineEndpoints/[^/]+/deployments/${name}\\?`))[0]!)

const writesOf = ({ world }: Release): string[] =>
  world.wire.lines.filter(line => /^(PUT|DELETE|PATCH) management/.test(line))

describe('deploying what files of CLI v2 say', () => {
  const folder = folderPerTest()

  it('makes the endpoint and the deployment of the files, with what the task adds', async () => {
    const release = byFiles(folder(), WITH_MODEL)
    await release.run()
    const { wire } = release.world
    const endpoint = bodyOf<Sent>(wire.sent('PUT', /onlineEndpoints\/chd\?/)[0]!)
    assert.equal(endpoint.properties['description'], 'Ten-year risk')
    assert.deepEqual(endpoint.properties['traffic'], {}, 'the roll-out gives it')
    assert.equal(endpoint.tags['team'], 'risk')
    const { properties, sku, tags } = deploymentSent(release, 'first')
    assert.deepEqual(sku, { name: 'Default', capacity: 2 })
    assert.equal(tags['mlops.build'], '7')
    assert.equal(properties['model'], `${WORKSPACE_ID}/models/chd/versions/3`)
    assert.equal(properties['environmentId'], `${WORKSPACE_ID}/environments/scoring/versions/2`)
    assert.deepEqual(properties['codeConfiguration'], { codeId: CODE, scoringScript: 'score.py' })
    assert.deepEqual(properties['requestSettings'], { requestTimeout: 'PT1.5S' })
    assert.deepEqual(properties['livenessProbe'], { initialDelay: 'PT30S' })
    assert.match(release.world.host.log.text, /traffic in the endpoint file is not used/)
  })

  it('takes the image of the hand-off for a file that names neither model nor environment', async () => {
    const release = byFiles(folder(), DEPLOYMENT)
    await release.run()
    const environment = String(deploymentSent(release, 'first').properties['environmentId'])
    assert.match(environment, /\/environments\/chd\/versions\/abab/)
    const [put] = release.world.wire.sent('PUT', /\/environments\//)
    assert.equal(bodyOf<{ properties: { image: string } }>(put!).properties.image, IMAGE)
  })

  it('asks no hand-off where the file says it all', async () => {
    const release = byFiles(folder(), WITH_MODEL)
    folder().write({ 'mlops/build-pipeline-output-vars.json': 'damaged' })
    await release.run()
    assert.deepEqual(release.world.serving.deploymentNames, ['first'])
  })

  it('obeys the gate of a hand-off that is named beside the files', async () => {
    const handoff = folder().at('handoff.json')
    const release = byFiles(folder(), WITH_MODEL, { handoffFile: handoff })
    folder().write({ 'handoff.json': '{"schema_version": 1, "deploy_model_bool": false}' })
    assert.match((await release.run()).message, /gate of the build said no/)
    assert.deepEqual(writesOf(release), [])
  })

  const named: [what: string, file: string, tag: string | undefined][] = [
    ['by its name', WITH_MODEL, 'chd:3'],
    [
      'by its ARM id',
      WITH_MODEL.replace('azureml:chd:3', `azureml:${WORKSPACE_ID}/models/chd/versions/3`),
      'chd:3',
    ],
    ['nowhere', WITH_MODEL.replace('model: azureml:chd:3\n', ''), undefined],
  ]
  for (const [where, file, tag] of named) {
    it(`tells of the model that the file names ${where}, not of that of a hand-off about another one`, async () => {
      const handoff = folder().at('handoff.json')
      const release = byFiles(folder(), file, {
        handoffFile: handoff,
        handoffOutputFile: folder().at('out.json'),
      })
      folder().write({ 'handoff.json': JSON.stringify({ ...BUILD_OUTPUT, model_version: '9' }) })
      await release.run()
      const { tags } = deploymentSent(release, 'first')
      assert.deepEqual([tags['mlops.model'], tags['mlops.run']], [tag, undefined])
      const told = JSON.parse(readFileSync(folder().at('out.json'), 'utf8')) as Record<string, unknown>
      assert.equal(told['model_version'], tag === undefined ? null : '3')
      assert.doesNotMatch(Object.values(release.world.host.summaries).join(''), /chd:9|\| chd \|/)
      assert.equal(
        release.world.host.log.text.includes('hand-off file is about model chd:9'),
        tag !== undefined,
      )
    })
  }

  it('overrides both files, the endpoint’s by its prefix, and their endpoint by the input', async () => {
    const overrides = 'instance_count=3\nenvironment_variables.LEVEL=debug\nendpoint.tags.team=fraud'
    const inputs = { overrides, endpointName: 'chd' }
    const release = byFiles(
      folder(),
      WITH_MODEL.replace(': chd\n', ': other\n'),
      inputs,
      ENDPOINT.replace(': chd\n', ': other\n'),
    )
    await release.run()
    const endpoint = bodyOf<Sent>(release.world.wire.sent('PUT', /onlineEndpoints\/chd\?/)[0]!)
    assert.equal(endpoint.tags['team'], 'fraud')
    const { sku, properties } = deploymentSent(release, 'first')
    assert.deepEqual(sku, { name: 'Default', capacity: 3 })
    assert.deepEqual(properties['environmentVariables'], { LEVEL: 'debug' })
  })

  it('hands variables on as they are written, and no tag without a text', async () => {
    const file = `${WITH_MODEL.replace('{LEVEL: info}', '{RATE: 1.0, ID: 12345678901234567890, DEBUG: yes, NONE: }')}tags: {owner: }\n`
    const release = byFiles(folder(), file)
    await release.run()
    const { properties, tags } = deploymentSent(release, 'first')
    const written = { RATE: '1.0', ID: '12345678901234567890', DEBUG: 'true', NONE: '' }
    assert.deepEqual(properties['environmentVariables'], written)
    assert.equal(tags['owner'], '')
  })

  it('takes a compute by its ARM id', async () => {
    const compute = `azureml:${WORKSPACE_ID.replace('resourceGroups', 'resourcegroups')}/computes/k8s`
    const release = byFiles(folder(), WITH_MODEL, {}, ENDPOINT.replace('azureml:k8s', compute))
    await release.run()
    assert.deepEqual(release.world.serving.deploymentNames, ['first'])
  })

  it('warns of inputs that do not count beside the files, whatever the case of their choice', async () => {
    const unused = { collectData: 'true', cpuRequest: '1', modelName: 'chd', appInsightsEnabled: 'false' }
    const release = byFiles(folder(), WITH_MODEL, { ...unused, definition: 'File' })
    await release.run()
    assert.match(
      release.world.host.log.warnings.join('\n'),
      /these inputs do not count: modelName, collectData, cpuRequest\. Write them/,
    )
    assert.equal('dataCollector' in deploymentSent(release, 'first').properties, false)
  })

  it('takes the other colour where the file’s name serves already', async () => {
    const release = byFiles(folder(), WITH_MODEL.replace('name: first', 'name: Blue'))
    release.world.serving.serve({ blue: 100 })
    await release.run()
    assert.deepEqual(release.world.serving.deploymentNames, ['green'])
  })

  it('registers a model that lies beside the file once, however often it is deployed', async () => {
    const file = `${DEPLOYMENT}model: {path: azureml://datastores/workspaceblobstore/paths/chd/, type: mlflow_model}\n`
    const release = byFiles(folder(), file)
    await release.run()
    await release.again()
    const models = release.world.wire.sent('PUT', /\/models\//)
    assert.equal(models.length, 1)
    assert.equal(bodyOf<Sent>(models[0]!).properties['modelType'], 'mlflow_model')
  })

  const refused: [
    what: string,
    file: string,
    says: RegExp,
    inputs?: Record<string, string>,
    endpoint?: string,
  ][] = [
    [
      'a managed deployment',
      'name: blue\nendpoint_name: chd\ninstance_type: x\n',
      /MLOpsDeployToManagedEndpoint@1/,
    ],
    [
      'a key that nobody knows',
      `${DEPLOYMENT}instance_cuont: 1\n`,
      /deployment\.yml:8:1: instance_cuont: no such key.*instance_count/,
    ],
    [
      'an autoscaler upside down',
      `${DEPLOYMENT}scale_settings: {type: target_utilization, min_instances: 3, max_instances: 2}\n`,
      /3 is more than max_instances \(2\)/,
    ],
    [
      'a script that is not there',
      WITH_MODEL.replace('score.py', 'scoer.py'),
      /code_configuration\.scoring_script: there is no scoer\.py/,
    ],
    [
      'a script beside its folder, which is all that is uploaded',
      WITH_MODEL.replace('score.py', '../endpoint.yml'),
      /code_configuration\.scoring_script: \.\.\/endpoint\.yml does not lie in .*src, and nothing else is uploaded/,
    ],
    [
      'a compute of another workspace',
      WITH_MODEL,
      /'endpointFile': its compute .*workspaces\/ws-other\/computes\/k8s is none of workspace ws-mlops/,
      {},
      ENDPOINT.replace('azureml:k8s', `azureml:${WORKSPACE_ID.replace('ws-mlops', 'ws-other')}/computes/k8s`),
    ],
    [
      'a model of a registry',
      `${DEPLOYMENT}model: azureml://registries/r/models/m/versions/1\n`,
      /model: lies in a registry/,
    ],
    [
      'files for two endpoints',
      DEPLOYMENT.replace('chd', 'other'),
      /is for endpoint other, but the endpoint file describes chd/,
    ],
    [
      'an override of nothing',
      WITH_MODEL,
      /override instance_cuont.*did you mean instance_count/,
      { overrides: 'instance_cuont=2' },
    ],
    [
      'an image beside a model',
      WITH_MODEL,
      /'image': the deployment file says already what to deploy/,
      { image: IMAGE },
    ],
    [
      'a folder for the file that it writes in the end',
      WITH_MODEL,
      /'handoffOutputFile': .*ml is a folder/,
      { handoffOutputFile: 'ml' },
    ],
    [
      'no deployment file',
      WITH_MODEL,
      /'deploymentFile': a deployment file is required/,
      { deploymentFile: '' },
    ],
    [
      'an endpoint that is managed',
      WITH_MODEL,
      /'endpointFile': describes a managed endpoint/,
      { computeName: 'k8s' },
      'name: chd\n',
    ],
    [
      'Entra tokens on Kubernetes',
      WITH_MODEL,
      /auth_mode: is served by managed endpoints only/,
      {},
      ENDPOINT.replace('auth_mode: key', 'auth_mode: aad_token'),
    ],
    [
      'mirrored traffic',
      WITH_MODEL,
      /mirror_traffic: requests are mirrored by managed endpoints only/,
      {},
      `${ENDPOINT}mirror_traffic: {green: 10}\n`,
    ],
  ]
  for (const [what, file, says, inputs, endpoint] of refused) {
    it(`refuses ${what} before it calls anybody`, async () => {
      const { handoffOutputFile: place } = inputs ?? {}
      const placed = place === undefined ? inputs : { ...inputs, handoffOutputFile: folder().at(place) }
      const release = byFiles(folder(), file, placed, endpoint)
      assert.match(await release.failure(), says)
      assert.deepEqual(release.world.wire.lines, [])
    })
  }

  it('refuses a script that an ignore file leaves out of the upload before it writes anything', async () => {
    const release = byFiles(folder(), WITH_MODEL)
    folder().write({ 'ml/src/.amlignore': '*.py\n', 'ml/src/notes.txt': 'kept' })
    assert.match(
      await release.failure(),
      /would be sent without its scoring script score\.py\.\nLikely cause: \.amlignore leaves it out/,
    )
    assert.deepEqual(writesOf(release), [])
  })

  it('refuses a model that the workspace does not have before it writes anything', async () => {
    const release = byFiles(folder(), WITH_MODEL.replace('azureml:chd:3', 'azureml:chd:4'))
    assert.match(await release.failure(), /workspace ws-mlops has no model chd:4/)
    assert.deepEqual(writesOf(release), [])
  })
})
