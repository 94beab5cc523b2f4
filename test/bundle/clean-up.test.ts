import assert from 'node:assert/strict'
import fs from 'node:fs'
import type { RunningAzure } from '../../local/azure/api.ts'
import { startAzure } from '../../local/azure/api.ts'
import { computesOf } from '../../local/azure/machinelearning/compute/compute-document.ts'
import { OldWorkspace } from '../scenario/clean-up/old-workspace.ts'
import type { AgentFolders } from './support/agent-folders.ts'
import { makeAgentFolders } from './support/agent-folders.ts'
import { azureStep } from './support/azure-step.ts'
import { launchTask } from './support/launch-task.ts'

describe('The bundled MLOpsCleanUp over local Azure', () => {
  let azure: RunningAzure
  let folders: AgentFolders

  before(async () => (azure = await startAzure()))
  after(() => azure.close())
  beforeEach(() => (folders = makeAgentFolders()))
  afterEach(() => fs.rmSync(folders.root, { recursive: true }))

  async function cleanUp(inputs: Record<string, string>) {
    const step = await azureStep(azure.description, 'azure')
    const policy = { resources: 'computes', olderThanInDays: '30', keep: '0' }
    return launchTask(folders, {
      ...step,
      task: 'MLOpsCleanUp',
      inputs: { ...step.inputs, ...policy, ...inputs },
    })
  }

  it('plans without deleting, then deletes an idle cluster and leaves a young one', async () => {
    const old = new OldWorkspace(azure.world)
    old.cluster('idle-long', 90)
    old.cluster('young', 1)
    const plan = await cleanUp({})
    assert.equal(plan.result, 'Succeeded', plan.text)
    assert.deepEqual(plan.outputs, { ...plan.outputs, plannedCount: '1', deletedCount: '0' })
    assert.equal(computesOf(azure.world).list().length, 2)

    const done = await cleanUp({ dryRun: 'false' })
    assert.equal(done.result, 'Succeeded', done.text)
    assert.deepEqual(done.outputs, { ...done.outputs, plannedCount: '1', deletedCount: '1' })
    assert.deepEqual(
      computesOf(azure.world)
        .list()
        .map(({ name }) => name),
      ['young'],
    )
  })
})
