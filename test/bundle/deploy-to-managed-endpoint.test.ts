import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { startAzure, type RunningAzure } from '../../local/azure/api.ts'
import { putTinyImage } from '../contract/azure-serving/tiny-image.ts'
import { makeAgentFolders, type AgentFolders } from './support/agent-folders.ts'
import { azureStep } from './support/azure-step.ts'
import { launchTask, type Launched } from './support/launch-task.ts'
import { readWorkspace } from './support/read-azure.ts'
import { ask, SteadyClient } from './support/steady-client.ts'

interface Endpoint {
  kind: string
  properties: { traffic: Record<string, number>; authMode: string }
}

describe('The bundled MLOpsDeployToManagedEndpoint over local Azure', () => {
  let azure: RunningAzure
  let folders: AgentFolders
  let ca: string
  let service: { scoringUri: string; key: string }

  before(async () => {
    azure = await startAzure()
    ca = fs.readFileSync(azure.description.caFile, 'utf8')
    folders = makeAgentFolders()
    const first = await deploy('v1')
    assert.equal(first.result, 'Succeeded', first.text)
    service = { scoringUri: first.outputs['scoringUri'] ?? '', key: first.outputs['endpointKey'] ?? '' }
  })
  after(async () => {
    await azure.close()
    fs.rmSync(folders.root, { recursive: true })
  })

  /** A release step whose image says `who` it is. */
  async function deploy(who: string, inputs: Record<string, string> = {}): Promise<Launched> {
    const image = await putTinyImage(azure.world, [`WHO=${who}`])
    const base = await azureStep(azure.description)
    const requestFile = path.join(folders.temp, 'request.json')
    fs.writeFileSync(requestFile, '{}')
    return launchTask(folders, {
      ...base,
      task: 'MLOpsDeployToManagedEndpoint',
      variables: { ...base.variables, 'Build.BuildId': String(randomInt(1e9)) },
      inputs: {
        ...base.inputs,
        image,
        endpointName: 'chd',
        requestFile,
        expectations: `- {jsonPath: $.who, equals: ${who}}`,
        maxConcurrentRequestsPerInstance: '20',
        bakeTimeInSeconds: '1',
        ...inputs,
      },
    })
  }

  const endpoint = (name = 'chd'): Promise<Endpoint> =>
    readWorkspace(azure.description, `onlineEndpoints/${name}`)

  it('makes everything of a first release without a cluster: it answers, and its key is a secret', async () => {
    assert.match(service.scoringUri, /^https:/)
    assert.equal((await endpoint()).kind, 'Managed')
    assert.equal(await ask(service.scoringUri, service.key, '{}', ca), 'v1')
  })

  it('brings the next release in without one failed request of a client that scores all the while', async () => {
    const client = new SteadyClient(service.scoringUri, service.key, 10, '{}', ca)
    const { result, text, outputs } = await deploy('v2')
    const { counts, total } = await client.stop()
    assert.equal(result, 'Succeeded', text)
    assert.deepEqual(Object.keys(counts).sort(), ['v1', 'v2'], JSON.stringify(counts))
    assert.ok(total > 20, `only ${total} requests`)
    assert.deepEqual([outputs['previousDeployment'], outputs['deploymentName']], ['blue', 'green'])
    assert.deepEqual((await endpoint()).properties.traffic, { green: 100 })
  })

  it('ends Failed by a wrong answer and by too few cores; what served goes on serving', async () => {
    const wrong = await deploy('v3', { expectations: '- {jsonPath: $.who, equals: somebody else}' })
    assert.match(wrong.message, /smoke test of deployment blue failed[^]*somebody else/)
    const large = await deploy('v3', { instanceCount: '4' })
    assert.match(large.message, /has 12 of 20 cores left, and 4 of Standard_DS3_v2 need 16/)
    assert.equal(await ask(service.scoringUri, service.key, '{}', ca), 'v2')
    assert.deepEqual((await endpoint()).properties.traffic, { green: 100 })
  })

  it('tests an endpoint of Entra tokens by the token of its connection, and tells no key', async () => {
    const small = { instanceType: 'Standard_F2s_v2', authMode: 'aad_token', endpointName: 'entra' }
    const { result, text, outputs } = await deploy('v4', small)
    assert.equal(result, 'Succeeded', text)
    assert.equal((await endpoint('entra')).properties.authMode, 'AADToken')
    assert.equal(outputs['endpointKey'], undefined)
  })
})
