import assert from 'node:assert/strict'
import { findTasks } from '../../../build/layout.ts'
import type { DataSourceBinding } from '../../../build/task-manifest.ts'
import type { RunningAzure } from '../../../local/azure/api.ts'
import { startAzure } from '../../../local/azure/api.ts'
import { registryName } from '../../../local/azure/registry/login-server.ts'
import { armClient } from './arm-client.ts'
import type { Choice, Connection } from './data-source.ts'
import { choices } from './data-source.ts'
import { seedService, smallCluster } from './seed-service.ts'

const inputs = {
  resourceGroup: 'rg-mlops',
  workspaceName: 'ws-mlops',
  location: 'westeurope',
  modelName: 'chd',
  endpointName: 'chd-risk',
}

/** A line that each list must offer in the seeded workspace, with the label where it is another. */
const expected: Record<string, Choice> = {
  resourceGroup: same('rg-mlops'),
  workspaceName: same('ws-mlops'),
  computeName: same('cpu-cluster'),
  compute: same('cpu-cluster'),
  environment: { value: 'azureml:sklearn@latest', label: 'sklearn' },
  modelName: same('chd'),
  location: same('westeurope'),
  size: same('Standard_DS3_v2'),
  nodeSize: same('Standard_D4s_v5'),
  modelVersion: same('1'),
  endpointName: same('chd-risk'),
  deploymentName: same('blue'),
  aksCluster: same('aks-chd'),
  keyVaultName: same('kv-mlops'),
  aksResourceGroup: same('rg-mlops'),
}

/** Lists of one name that offer another kind of thing in this task. */
const expectedOf: Record<string, Choice> = { 'MLOpsDeployToAks computeName': same('aks-compute') }

describe('The pick-lists of the tasks', function () {
  this.timeout(60_000)
  let azure: RunningAzure
  let connection: Connection

  before(async () => {
    azure = await startAzure()
    const { description, world } = azure
    const client = await armClient(description)
    const url = `${description.endpoints.resourceManager}/`
    connection = { url, subscriptionId: description.subscriptionId, getJson: client.getJson }
    await world.blobs.put(`azureml-blobstore-${world.settings.workspaceId}`, 'chd/model.joblib', 'a model')
    await seed(url, description.subscriptionId, client.put)
    seedService(world)
    expected['azureContainerRegistry'] = same(registryName(world))
  })

  after(() => azure.close())

  for (const { task, binding } of bindings()) {
    it(`fill ${binding.target} of ${task} from Azure`, async () => {
      const offered = await choices(binding, connection, inputs)
      const wanted = expectedOf[`${task} ${binding.target}`] ?? expected[binding.target]
      assert.ok(wanted, `no expectation for ${binding.target}`)
      assert.ok(
        offered.some(({ value, label }) => value === wanted.value && label === wanted.label),
        `${JSON.stringify(wanted)} is not among ${JSON.stringify(offered)}`,
      )
    })
  }

  it('offer each value once', async () => {
    for (const { binding } of bindings()) {
      const values = (await choices(binding, connection, inputs)).map(({ value }) => value)
      assert.deepEqual(values, [...new Set(values)], binding.target)
    }
  })
})

function same(name: string): Choice {
  return { value: name, label: name }
}

function bindings(): { task: string; binding: DataSourceBinding }[] {
  return findTasks().flatMap(({ manifest }) =>
    (manifest.dataSourceBindings ?? []).map(binding => ({ task: manifest.name, binding })),
  )
}

/** A workspace as users have it: compute, an environment, a model, a cluster. */
async function seed(
  url: string,
  subscriptionId: string,
  put: (url: string, body: object) => Promise<unknown>,
) {
  const workspace =
    `${url}subscriptions/${subscriptionId}/resourceGroups/rg-mlops/providers` +
    '/Microsoft.MachineLearningServices/workspaces/ws-mlops'
  const clusters = `${url}subscriptions/${subscriptionId}/resourceGroups/rg-mlops/providers/Microsoft.ContainerService/managedClusters`
  await put(`${clusters}/aks-chd?api-version=2024-09-01`, smallCluster)
  const version = 'api-version=2025-12-01'
  await put(`${workspace}/computes/cpu-cluster?${version}`, {
    location: 'westeurope',
    properties: {
      computeType: 'AmlCompute',
      properties: { vmSize: 'Standard_DS3_v2', scaleSettings: { minNodeCount: 0, maxNodeCount: 1 } },
    },
  })
  await put(`${workspace}/environments/sklearn/versions/1?${version}`, {
    properties: { image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04' },
  })
  await put(`${workspace}/models/chd/versions/1?${version}`, {
    properties: { modelType: 'custom_model', modelUri: 'azureml://datastores/workspaceblobstore/paths/chd' },
  })
}
