import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { RunningAzure } from '../../local/azure/api.ts'
import { startAzure } from '../../local/azure/api.ts'
import { putTinyImage } from '../contract/azure-serving/tiny-image.ts'
import { makeAgentFolders, type AgentFolders } from './support/agent-folders.ts'
import { azureStep } from './support/azure-step.ts'
import { launchTask, startTask, type Launch, type Launched } from './support/launch-task.ts'
import { readWorkspace } from './support/read-azure.ts'
import { ask, SteadyClient } from './support/steady-client.ts'

const CLUSTER = { computeName: 'k8s', aksCluster: 'aks-chd', createCluster: 'true' }

interface Endpoint {
  properties: { traffic: Record<string, number>; scoringUri: string }
}

describe('The bundled MLOpsDeployToAks over local Azure', () => {
  let azure: RunningAzure
  let folders: AgentFolders
  /** Of the first release, which all others follow. */
  let service: { scoringUri: string; key: string }

  before(async () => {
    azure = await startAzure({ config: { takenEndpointNames: ['taken'] } })
    folders = makeAgentFolders()
    const first = await deploy('v1')
    assert.equal(first.result, 'Succeeded', first.text)
    service = { scoringUri: first.outputs['scoringUri'] ?? '', key: first.outputs['endpointKey'] ?? '' }
  })
  after(async () => {
    await azure.close()
    fs.rmSync(folders.root, { recursive: true })
  })

  /** A release step whose image says `who` it is, or does what its variables make it do. */
  async function step(who: string, inputs: Record<string, string> = {}, env: string[] = []): Promise<Launch> {
    const image = await putTinyImage(azure.world, [`WHO=${who}`, ...env])
    const base = await azureStep(azure.description)
    const requestFile = path.join(folders.temp, 'request.json')
    fs.writeFileSync(requestFile, '{}')
    return {
      ...base,
      task: 'MLOpsDeployToAks',
      variables: { ...base.variables, 'Build.BuildId': String(randomInt(1e9)) },
      inputs: {
        ...base.inputs,
        ...CLUSTER,
        image,
        endpointName: 'chd',
        requestFile,
        expectations: `- {jsonPath: $.who, equals: ${who}}`,
        bakeTimeInSeconds: '1',
        ...inputs,
      },
    }
  }

  const deploy = async (...args: Parameters<typeof step>): Promise<Launched> =>
    launchTask(folders, await step(...args))

  const endpoint = (): Promise<Endpoint> => readWorkspace(azure.description, 'onlineEndpoints/chd')

  async function liveAndThere(): Promise<{ live: string[]; there: string[] }> {
    const { properties } = await endpoint()
    const { value } = await readWorkspace<{ value: { name: string }[] }>(
      azure.description,
      'onlineEndpoints/chd/deployments',
    )
    const live = Object.entries(properties.traffic).filter(([, share]) => share > 0)
    return { live: live.map(([name]) => name), there: value.map(({ name }) => name).sort() }
  }

  it('makes everything of a first release: it answers, and its key is a secret', async () => {
    assert.match(service.scoringUri, /\/api\/v1\/endpoint\/chd\/score$/)
    assert.equal(await ask(service.scoringUri, service.key), 'v1')
    const written = fs.readFileSync(path.join(folders.workspace, 'mlops', 'aksRestServiceJson.json'), 'utf8')
    assert.equal((JSON.parse(written) as { aks_service_url: string }).aks_service_url, service.scoringUri)
    assert.ok(!written.includes(service.key))
  })

  it('brings the next release in without one failed request of a client that scores all the while', async () => {
    const before = await liveAndThere()
    const client = new SteadyClient(service.scoringUri, service.key)
    const { result, text, outputs } = await deploy('v2')
    const { counts, total } = await client.stop()
    assert.equal(result, 'Succeeded', text)
    assert.deepEqual(Object.keys(counts).sort(), ['v1', 'v2'], JSON.stringify(counts))
    assert.ok(total > 20, `only ${total} requests`)
    assert.equal(outputs['previousDeployment'], before.live[0])
    assert.deepEqual(await liveAndThere(), {
      live: [outputs['deploymentName']],
      there: [outputs['deploymentName']],
    })
  })

  /** What fails leaves the service as it was, and a client never notices. */
  const failing: [what: string, inputs: Record<string, string>, env: string[], says: RegExp][] = [
    [
      'a smoke test that gives the wrong answer',
      { expectations: '- {jsonPath: $.who, equals: somebody else}' },
      [],
      /smoke test of deployment \w+ failed[^]*somebody else[^]*What to do:/,
    ],
    [
      'a scoring script that throws in init()',
      {},
      ['FAIL_INIT=no model here'],
      /init\(\) of the scoring script threw/,
    ],
    [
      'an answer that takes too long',
      { maxLatencyInMilliseconds: '1' },
      [],
      /more than maxLatencyInMilliseconds/,
    ],
  ]
  for (const [what, inputs, env, says] of failing) {
    it(`ends Failed by ${what}; what served goes on serving`, async () => {
      const before = await liveAndThere()
      const serving = await ask(service.scoringUri, service.key)
      const client = new SteadyClient(service.scoringUri, service.key)
      const { result, message, text } = await deploy('never', inputs, env)
      const { counts } = await client.stop()
      assert.equal(result, 'Failed', text)
      assert.match(message, says)
      assert.deepEqual(Object.keys(counts), [serving], JSON.stringify(counts))
      assert.deepEqual(await liveAndThere(), before)
      assert.match(text, /##\[group\]The log of deployment/)
    })
  }

  it('gives the traffic back when it is cancelled under traffic, and removes the new one after the job', async () => {
    const before = await liveAndThere()
    const launch = await step('cancelled', { bakeTimeInSeconds: '60' })
    const running = startTask(folders, launch)
    await running.saw(/: traffic 10 %\r?\n[^]*Traffic of endpoint chd \([^)]*10 %\): Succeeded/)
    const client = new SteadyClient(service.scoringUri, service.key)
    running.signal('SIGINT')
    const { signal, taskVariables, text } = await running.ended
    assert.equal(signal, 'SIGINT', text)
    const post = await launchTask(folders, { ...launch, role: 'post', taskVariables })
    const { counts } = await client.stop()
    assert.match(post.text, /is as before the roll-out/)
    assert.deepEqual(await liveAndThere(), before)
    assert.ok(Object.keys(counts).every(answer => !answer.startsWith('HTTP') && !answer.startsWith('Error')))
  })

  it('puts back in the post-job part what a killed main left', async () => {
    const before = await liveAndThere()
    const launch = await step('killed', { bakeTimeInSeconds: '60' })
    const running = startTask(folders, launch)
    await running.saw(/: traffic 10 %\r?\n[^]*Traffic of endpoint chd \([^)]*10 %\): Succeeded/)
    running.signal('SIGKILL')
    const { taskVariables } = await running.ended
    assert.equal((await liveAndThere()).live.length, 2)
    const post = await launchTask(folders, { ...launch, role: 'post', taskVariables })
    assert.match(post.text, /is as before the roll-out/)
    assert.deepEqual(await liveAndThere(), before)
  })

  it('ends Failed by an endpoint name that is taken, and leaves nothing behind', async () => {
    const { result, message, text } = await deploy('v3', { endpointName: 'taken' })
    assert.equal(result, 'Failed', text)
    assert.match(message, /Choose another endpointName/)
    await assert.rejects(readWorkspace(azure.description, 'onlineEndpoints/taken'), /HTTP 404/)
  })

  it('leaves no endpoint behind whose first deployment fails', async () => {
    const { result } = await deploy('v3', { endpointName: 'chd-new' }, ['FAIL_INIT=no'])
    assert.equal(result, 'Failed')
    await assert.rejects(readWorkspace(azure.description, 'onlineEndpoints/chd-new'), /HTTP 404/)
  })

  it('does nothing, green, with a hand-off whose gate said no, in a classic release too', async () => {
    const { accessToken = '', connections = [], inputs, variables } = await azureStep(azure.description)
    const handoffFile = path.join(folders.temp, 'build-pipeline-output-vars.json')
    fs.writeFileSync(
      handoffFile,
      JSON.stringify({ schema_version: 1, job_name: 'j', deploy_model_bool: false }),
    )
    fs.mkdirSync(path.join(folders.workspace, 'a'), { recursive: true })
    const rest = { task: 'MLOpsDeployToAks', hostType: 'release', accessToken, connections } as const
    const { result, outputs, text } = await launchTask(folders, {
      ...rest,
      variables: variables ?? {},
      inputs: { ...inputs, computeName: 'k8s', endpointName: 'chd', handoffFile },
    })
    assert.equal(result, 'Succeeded', text)
    assert.equal(outputs['deployed'], 'false')
  })
})
