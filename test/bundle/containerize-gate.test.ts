import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { startForTest, type AzureUnderTest } from '../contract/azure/local-azure.ts'
import { makeAgentFolders, type AgentFolders } from './support/agent-folders.ts'
import { azureStep } from './support/azure-step.ts'
import { launchTask, type Launched } from './support/launch-task.ts'
import { registerTrainedModel } from './support/registered-model.ts'

describe('The gate of the bundled MLOpsContainerize over local Azure', function () {
  this.timeout(120_000)
  let azure: AzureUnderTest
  let folders: AgentFolders

  before(async () => {
    azure = await startForTest()
    await registerTrainedModel(azure, 'ruled', '1', { roc_auc: 0.7, log_loss: 0.4 })
    await registerTrainedModel(azure, 'ruled', '2', { roc_auc: 0.6, log_loss: 0.5 })
    await registerTrainedModel(azure, 'ruled', '3', { roc_auc: 0.8, log_loss: 0.45 })
  })
  after(() => azure.close())
  beforeEach(() => {
    folders = makeAgentFolders()
    fs.mkdirSync(path.join(folders.sources, 'src'), { recursive: true })
    fs.writeFileSync(path.join(folders.sources, 'src/score.py'), 'def init(): ...\ndef run(raw): ...\n')
    fs.writeFileSync(path.join(folders.sources, 'requirements.txt'), 'six==1.17.0\n')
  })
  afterEach(() => fs.rmSync(folders.root, { recursive: true }))

  async function judge(gateRules: string): Promise<Launched> {
    const step = await azureStep(azure.description)
    const model = { modelName: 'ruled', modelVersion: '3', gateBaseline: 'best', gateBaselineCount: '5' }
    const image = { code: 'src', requirementsFile: 'requirements.txt' }
    const inputs = { ...step.inputs, ...model, ...image, gateRules }
    return launchTask(folders, { ...step, task: 'MLOpsContainerize', inputs })
  }

  it('rejects by one of several rules, and prints each with its numbers', async () => {
    const done = await judge('- metric: roc_auc\n  margin: 5%\n- metric: log_loss\n  goal: minimize\n')
    assert.equal(done.result, 'Succeeded', done.text)
    assert.deepEqual([done.outputs['gateVerdict'], done.outputs['deployModel']], ['rejected', 'false'])
    const lines = [
      'roc_auc: 0.8 is more than 0.735 (0.7 of ruled:1, the best of 2, better by 5 %): yes',
      'log_loss: 0.45 is not less than 0.4 (0.4 of ruled:1, the best of 2): no',
    ]
    for (const line of lines) assert.ok(done.text.includes(line), line)
  })

  it('names line and column of rules that it cannot use, before anything is sent', async () => {
    const before = azure.world.traffic.entries().length
    const done = await judge('- metric: roc_auc\n  goal: up\n- metrics: log_loss\n')
    assert.equal(done.result, 'Failed')
    for (const problem of [
      /gateRules:2:9: \[0\]\.goal: "up" is none of maximize, minimize/,
      /gateRules:3:12: \[1\]\.metrics: no such key; known here are metric, goal/,
      /gateRules:3:3: \[1\]\.metric: is required/,
    ])
      assert.match(done.text, problem)
    const sent = azure.world.traffic.entries().slice(before)
    assert.deepEqual(
      sent.filter(({ _client }) => _client === 'task'),
      [],
    )
  })
})
