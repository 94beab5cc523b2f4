import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { azureConnections } from '../../local/agent/connections/azure-connection.ts'
import { runSteps } from '../support/run-steps.ts'
import { startAzure, type RunningAzure } from '../../local/azure/api.ts'
import { makeAgentFolders, type AgentFolders } from '../bundle/support/agent-folders.ts'
import { node, tasks } from '../bundle/support/launch-task.ts'

const SERVICE = 'def init():\n    pass\n\n\ndef run(raw):\n    return {"said": raw}\n'

describe('A classic release with a build artifact as its source', function () {
  this.timeout(600_000)
  let azure: RunningAzure
  let folders: AgentFolders

  before(async () => {
    azure = await startAzure({ config: { imageBuilder: 'own' } })
    folders = makeAgentFolders()
    fs.cpSync(path.resolve('test/bundle/fixtures/tiny'), drop(), { recursive: true })
    fs.mkdirSync(drop('service'))
    fs.writeFileSync(drop('service/score.py'), SERVICE)
    fs.writeFileSync(drop('requirements.txt'), 'six==1.17.0\n')
    fs.writeFileSync(drop('request.json'), '[1]')
  })
  after(() => azure.close())
  after(() => fs.rmSync(folders.root, { recursive: true }))

  const drop = (file = ''): string => path.join(folders.root, 'artifact', 'drop', file)

  it('runs the six tasks in a row, from the dependencies to a scored prediction', async () => {
    const workspace = {
      azureSubscription: 'azure-secret',
      resourceGroup: 'rg-mlops',
      workspaceName: 'ws-mlops',
    }
    const asked = {
      requestFile: '_chd/drop/request.json',
      expectations: '- {jsonPath: $.said, equals: "[1]"}',
    }
    const done = await runSteps({
      hostType: 'release',
      home: folders.root,
      tasks: [tasks],
      node,
      caFile: azure.description.caFile,
      connections: azureConnections(azure.description),
      releaseArtifacts: { _chd: path.join(folders.root, 'artifact') },
      steps: [
        { task: 'MLOpsInstallDependencies@1', inputs: { packages: 'six==1.17.0' } },
        {
          task: 'MLOpsProvisionCompute@1',
          inputs: { ...workspace, computeName: 'cpu-cluster', size: 'Standard_DS3_v2', maxInstances: '1' },
        },
        {
          task: 'MLOpsTrain@1',
          name: 'train',
          inputs: { ...workspace, jobFile: '_chd/drop/job.yml', modelName: 'classic' },
        },
        {
          task: 'MLOpsContainerize@1',
          name: 'containerize',
          inputs: {
            ...workspace,
            code: '_chd/drop/service',
            scoringScript: 'score.py',
            requirementsFile: '_chd/drop/requirements.txt',
            gateMetric: 'roc_auc',
            gateBaseline: 'none',
            gateThreshold: '0',
            gateMissingMetric: 'accept',
          },
        },
        {
          task: 'MLOpsDeployToAks@1',
          name: 'deploy',
          inputs: {
            ...workspace,
            ...asked,
            computeName: 'aks-chd',
            aksCluster: 'aks-chd',
            createCluster: 'true',
            endpointName: 'classic-chd',
            bakeTimeInSeconds: '1',
          },
        },
        {
          task: 'MLOpsScore@1',
          name: 'score',
          inputs: { ...workspace, ...asked, endpointName: 'classic-chd' },
        },
      ],
    })
    assert.equal(done.result, 'Succeeded', done.log.join('\n'))
    assert.equal(done.step('train').outputs.get('modelVersion')?.value, '1')
    assert.equal(done.step('containerize').outputs.get('deployModel')?.value, 'true')
    assert.equal(done.step('deploy').outputs.get('deployed')?.value, 'true')
    assert.equal(done.step('score').result, 'Succeeded')
  })
})
