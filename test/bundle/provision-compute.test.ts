import assert from 'node:assert/strict'
import fs from 'node:fs'
import type { RunningAzure } from '../../local/azure/api.ts'
import { startAzure } from '../../local/azure/api.ts'
import type { AgentFolders } from './support/agent-folders.ts'
import { makeAgentFolders } from './support/agent-folders.ts'
import { azureStep } from './support/azure-step.ts'
import type { Step } from './support/environment.ts'
import { launchTask } from './support/launch-task.ts'

const cluster = { computeName: 'cpu-cluster', size: 'Standard_DS3_v2', maxInstances: '1' }

describe('The bundled MLOpsProvisionCompute over local Azure', () => {
  let azure: RunningAzure
  let folders: AgentFolders

  before(async () => (azure = await startAzure()))
  after(() => azure.close())
  beforeEach(() => (folders = makeAgentFolders()))
  afterEach(() => fs.rmSync(folders.root, { recursive: true }))

  async function provision(
    inputs: Record<string, string>,
    changes: Partial<Step> = {},
    connection = 'azure',
  ) {
    const step = { ...(await azureStep(azure.description, connection)), ...changes }
    const task = 'MLOpsProvisionCompute'
    return launchTask(folders, { ...step, task, inputs: { ...step.inputs, ...cluster, ...inputs } })
  }

  it('signs in by workload identity federation, creates the cluster, and finds it the second time', async () => {
    const first = await provision({})
    assert.equal(first.result, 'Succeeded', first.text)
    assert.equal(first.outputs['computeAction'], 'created')
    assert.match(first.outputs['computeId'] ?? '', /\/computes\/cpu-cluster$/)

    const second = await provision({})
    assert.equal(second.result, 'Succeeded', second.text)
    assert.equal(second.outputs['computeAction'], 'reused')
  })

  it('works with a client secret, and shows it nowhere', async () => {
    const inputs = { computeName: 'by-secret', validateOnly: 'true' }
    const { result, text, lines } = await provision(inputs, {}, 'azure-secret')
    assert.equal(result, 'Succeeded', text)
    // task-lib's own debug command does name it, to an agent that masks every parameter of a connection.
    assert.deepEqual(
      lines.filter(line => line.includes(azure.description.clientSecret)),
      [],
    )
  })

  it('makes cluster, extension and Kubernetes compute from nothing, and finds them the second time', async () => {
    const kubernetes = {
      computeType: 'kubernetes',
      computeName: 'k8s',
      aksCluster: 'aks',
      createCluster: 'true',
    }
    const first = await provision(kubernetes)
    assert.equal(first.result, 'Succeeded', first.text)
    assert.equal(first.outputs['computeAction'], 'created')
    assert.match(first.text, /Plan: AKS cluster aks: is created[^]*Step 4 of 4: Roles/)
    const second = await provision(kubernetes)
    assert.equal(second.outputs['computeAction'], 'reused', second.text)
    assert.equal(second.outputs['computeId'], first.outputs['computeId'])
  })

  it('writes nothing when it only validates', async () => {
    const { result, outputs, text } = await provision({ computeName: 'not-yet', validateOnly: 'true' })
    assert.equal(result, 'Succeeded', text)
    assert.equal(outputs['computeAction'], 'none')
    const after = await provision({ computeName: 'not-yet' })
    assert.equal(after.outputs['computeAction'], 'created', after.text)
  })

  it('names cause and remedy of a VM size that the region does not have', async () => {
    const { result, message, exitCode } = await provision({
      computeName: 'wrong-size',
      size: 'Standard_DS3_v22',
    })
    assert.equal(result, 'Failed')
    assert.equal(exitCode, 0)
    assert.match(message, /Standard_DS3_v22/)
    assert.match(message, /Did you mean Standard_DS3_v2\?/)
  })

  it('names the input of a connection that gives no access', async () => {
    const step = await azureStep(azure.description, 'azure-secret')
    const connections = step.connections?.map(connection => ({
      ...connection,
      parameters: { ...connection.parameters, serviceprincipalkey: 'wrong' },
    }))
    const { result, message } = await provision({}, { connections: connections ?? [] }, 'azure-secret')
    assert.equal(result, 'Failed')
    assert.match(message, /secret/i)
    assert.ok(!message.includes("'wrong'"))
  })
})
