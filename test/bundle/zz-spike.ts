import { startAzure } from '../../local/azure/api.ts'
import { makeAgentFolders } from './support/agent-folders.ts'
import { azureStep } from './support/azure-step.ts'
import { launchTask } from './support/launch-task.ts'
import fs from 'node:fs'
const azure = await startAzure({ har: '/tmp/spike.har' })
try {
  const folders = makeAgentFolders()
  fs.cpSync('samples', folders.sources + '/samples', { recursive: true })
  const step = await azureStep(azure.description)
  const p = await launchTask(folders, { ...step, task: 'MLOpsProvisionCompute', inputs: { ...step.inputs, computeName: 'cpu-cluster', size: 'Standard_DS3_v2', maxInstances: '1' } })
  console.log(p.result, p.message)
  for (const jobFile of ['job.yml', 'pipeline-job.yml']) {
    const t0 = Date.now()
    const s2 = await azureStep(azure.description)
    const t = await launchTask(folders, { ...s2, task: 'MLOpsTrain', inputs: { ...s2.inputs, jobFile: 'samples/chd/' + jobFile, downloadOutputs: 'all', modelName: 'chd-risk', modelPath: 'model', overrides: 'inputs.trees=7' } })
    console.log(t.text.split('\n').filter(l => !l.includes('task.debug')).join('\n'))
    console.log(t.result, t.message, t.outputs, (Date.now() - t0) / 1000)
  }
  console.log(folders.root)
} finally { await azure.close() }
