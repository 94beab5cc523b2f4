import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import type { RunningAzure } from '../../local/azure/api.ts'
import { startAzure } from '../../local/azure/api.ts'
import { armClient } from '../contract/tasks/arm-client.ts'
import type { AgentFolders } from './support/agent-folders.ts'
import { makeAgentFolders } from './support/agent-folders.ts'
import { azureStep } from './support/azure-step.ts'
import type { Step } from './support/environment.ts'
import type { Launch } from './support/launch-task.ts'
import { launchTask, startTask } from './support/launch-task.ts'

const quick = `
import pathlib, sys
print("training on", sys.version_info.major, flush=True)
model = pathlib.Path(sys.argv[1])
model.mkdir(parents=True, exist_ok=True)
(model / "model.txt").write_text("a model")
`
const failing = 'raise SystemExit("there is no column called age")\n'
const endless = 'import time\nprint("training began", flush=True)\nwhile True: time.sleep(0.2)\n'

/** Waits in the job until the test has written the file, so that the test decides when it ends. */
const waiting = (gate: string) => `
import os, pathlib, sys, time
print("training began", flush=True)
while not os.path.exists(${JSON.stringify(gate)}): time.sleep(0.1)
${quick}`

describe('The bundled MLOpsTrain over local Azure', function () {
  this.timeout(120_000)
  let azure: RunningAzure
  let folders: AgentFolders
  let step: Step

  before(async () => (azure = await startAzure()))
  after(() => azure.close())
  beforeEach(async () => {
    folders = makeAgentFolders()
    step = await azureStep(azure.description)
  })
  afterEach(() => fs.rmSync(folders.root, { recursive: true }))

  /** A step that trains with the given script, its files where the host type has them. */
  function training(script: string, modelName: string, hostType: 'build' | 'release' = 'build'): Launch {
    const root = hostType === 'build' ? folders.sources : path.join(folders.workspace, 'a')
    fs.mkdirSync(path.join(root, 'src'), { recursive: true })
    fs.writeFileSync(path.join(root, 'src/train.py'), script)
    fs.writeFileSync(path.join(root, 'conda.yml'), 'dependencies:\n  - python=3.11\n')
    const inputs = {
      ...step.inputs,
      definition: 'inputs',
      code: 'src',
      command: 'python train.py ${{outputs.model}}',
      condaFile: 'conda.yml',
      jobOutputs: 'model: {type: uri_folder}',
      modelName,
    }
    return { ...step, task: 'MLOpsTrain', hostType, inputs }
  }

  for (const hostType of ['build', 'release'] as const) {
    it(`trains and registers in a ${hostType}, and hands over what it made`, async () => {
      const { result, outputs, text } = await launchTask(
        folders,
        training(quick, `chd-${hostType}`, hostType),
      )
      assert.equal(result, 'Succeeded', text)
      assert.equal(outputs['jobStatus'], 'Completed')
      assert.equal(outputs['modelVersion'], '1')
      assert.match(text, /^training on 3$/m)
      const root = hostType === 'build' ? folders.workspace : path.join(folders.workspace, 'a')
      const handoff = path.join(root, 'mlops/build-pipeline-output-vars.json')
      const { model_name } = JSON.parse(fs.readFileSync(handoff, 'utf8')) as { model_name: string }
      assert.equal(model_name, `chd-${hostType}`)
    })
  }

  it('fails when the script fails, shows why, and registers nothing', async () => {
    const { result, outputs, message, text } = await launchTask(folders, training(failing, 'chd-failing'))
    assert.equal(result, 'Failed', text)
    assert.match(text, /^there is no column called age$/m)
    assert.match(message, /Failed/)
    assert.equal(outputs['modelVersion'], undefined)
  })

  it('cancels its job when the pipeline is cancelled', async () => {
    const running = startTask(folders, training(endless, 'chd-cancelled'))
    await running.saw(/training began/)
    running.signal('SIGINT')
    const { outputs, taskVariables, completions, text } = await running.ended
    assert.equal(completions, 0, text)
    const post = await launchTask(folders, { ...step, task: 'MLOpsTrain', role: 'post', taskVariables })
    assert.notEqual(post.result, 'Failed', post.text)
    assert.equal(await statusOf(outputs['jobName'] ?? ''), 'Canceled', post.text)
  })

  it('follows the same job after its agent was lost, and registers one model', async () => {
    const gate = path.join(folders.root, 'gate')
    const launch = training(waiting(gate), 'chd-lost')
    const lost = startTask(folders, launch)
    await lost.saw(/training began/)
    lost.signal('SIGKILL')
    const { outputs } = await lost.ended

    const again = startTask(folders, {
      ...launch,
      variables: { ...launch.variables, 'System.JobAttempt': '2' },
    })
    await again.saw(/submitted by an earlier attempt/)
    fs.writeFileSync(gate, '')
    const followed = await again.ended
    assert.equal(followed.result, 'Succeeded', followed.text)
    assert.equal(followed.outputs['jobName'], outputs['jobName'])
    assert.equal(followed.outputs['modelVersion'], '1')
  })

  async function statusOf(job: string): Promise<string> {
    const { endpoints, subscriptionId, resourceGroup, workspace } = azure.description
    const group = `${endpoints.resourceManager}/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`
    const url = `${group}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}/jobs/${job}`
    const client = await armClient(azure.description)
    const found = (await client.getJson(`${url}?api-version=2025-12-01`)) as {
      properties: { status: string }
    }
    return found.properties.status
  }
})
