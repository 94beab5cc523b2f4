import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import type { RunningAzure } from '../../local/azure/api.ts'
import { startAzure } from '../../local/azure/api.ts'
import { callControl } from '../../local/azure/control-client.ts'
import type { AgentFolders } from './support/agent-folders.ts'
import { makeAgentFolders } from './support/agent-folders.ts'
import { azureStep } from './support/azure-step.ts'
import type { Launch } from './support/launch-task.ts'
import { startTask } from './support/launch-task.ts'

/** Waits in the job until the test has written the file: the test decides when training ends. */
const training = (gate: string) => `
import os, pathlib, sys, time
print("training began", flush=True)
while not os.path.exists(${JSON.stringify(gate)}): time.sleep(0.1)
model = pathlib.Path(sys.argv[1])
model.mkdir(parents=True, exist_ok=True)
(model / "model.txt").write_text("a model")
`

describe('The bundled MLOpsTrain whose agent is lost', () => {
  let azure: RunningAzure
  let folders: AgentFolders

  before(async () => {
    azure = await startAzure()
    folders = makeAgentFolders()
  })
  after(() => azure.close())
  after(() => fs.rmSync(folders.root, { recursive: true }))

  /** The job described by inputs, on serverless compute. */
  async function step(gate: string): Promise<Launch> {
    fs.mkdirSync(path.join(folders.sources, 'src'), { recursive: true })
    fs.writeFileSync(path.join(folders.sources, 'src/train.py'), training(gate))
    fs.writeFileSync(path.join(folders.sources, 'conda.yml'), 'dependencies:\n  - python=3.11\n')
    const azureInputs = await azureStep(azure.description)
    const inputs = {
      ...azureInputs.inputs,
      definition: 'inputs',
      code: 'src',
      command: 'python train.py ${{outputs.model}}',
      condaFile: 'conda.yml',
      jobOutputs: 'model: {type: uri_folder}',
      modelName: 'chd-lost',
    }
    return { ...azureInputs, task: 'MLOpsTrain', inputs }
  }

  it('follows the job that it had begun, and registers one model', async () => {
    const gate = path.join(folders.root, 'gate')
    const launch = await step(gate)
    const lost = startTask(folders, launch)
    await lost.saw(/^training began$/m)
    lost.signal('SIGKILL')
    const { outputs } = await lost.ended

    const variables = { ...launch.variables, 'System.JobAttempt': '2' }
    const again = startTask(folders, { ...launch, variables })
    await again.saw(/submitted by an earlier attempt/)
    fs.writeFileSync(gate, '')
    const followed = await again.ended
    assert.equal(followed.result, 'Succeeded', followed.text)
    assert.equal(followed.outputs['jobName'], outputs['jobName'])
    assert.equal(followed.outputs['modelVersion'], '1')
    assert.equal(azure.world.store.collection('models').list().length, 1)
  })

  it('follows a job whose state is not clear until it is', async () => {
    const gate = path.join(folders.root, 'second-gate')
    const launch = await step(gate)
    const variables = { ...launch.variables, 'Build.BuildId': 'unclear' }
    const lost = startTask(folders, { ...launch, variables })
    await lost.saw(/^training began$/m)
    lost.signal('SIGKILL')
    const { outputs } = await lost.ended
    const job = outputs['jobName'] ?? ''

    await pretend(job, 'CancelRequested')
    const again = startTask(folders, { ...launch, variables: { ...variables, 'System.JobAttempt': '2' } })
    await again.saw(/is being cancelled; waiting for its end/)
    await pretend(job, 'NotResponding')
    await again.saw(new RegExp(`Job ${job}: NotResponding`))
    await pretend(job, 'Paused')
    await again.saw(new RegExp(`Job ${job}: Paused`))
    await pretend(job, null)
    fs.writeFileSync(gate, '')
    const followed = await again.ended
    assert.equal(followed.result, 'Succeeded', followed.text)
    assert.deepEqual([followed.outputs['jobName'], followed.outputs['jobStatus']], [job, 'Completed'])
  })

  /** Shows a job in a state into which no job can be brought on purpose. */
  async function pretend(job: string, status: string | null): Promise<void> {
    const place = `/jobs/${job}/status`
    const { status: answered } = await callControl(azure.description, 'PUT', place, { status })
    assert.equal(answered, 200)
  }
})
