import assert from 'node:assert/strict'
import { containerOf } from '../../../local/azure/resource-manager/datastores.ts'
import { addPoints } from '../../../local/azure/mlflow/metrics.ts'
import { createRun } from '../../../local/azure/run-history/runs.ts'
import type { AzureUnderTest } from '../../contract/azure/local-azure.ts'

/** A registered model version as a finished job leaves it: files, metrics, lineage. Answers the job's name. */
export async function registerTrainedModel(
  azure: AzureUnderTest,
  name: string,
  version: string,
  metrics: Record<string, number>,
): Promise<string> {
  const { world } = azure
  const job = `${name}-job-${version}`
  const container = containerOf(world, 'workspaceblobstore')
  assert.ok(container)
  await world.blobs.put(container, `azureml/${job}/model/weights.txt`, `weights ${version}`)
  const display = { runType: 'azureml.scriptrun', displayName: job, experimentName: 'tests' } as const
  const run = createRun(world, { runId: job, ...display, status: 'Completed' })
  const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: 1, step: 0 }))
  addPoints(world, run, points)
  const { token } = await azure.credential.getToken('https://management.azure.com/.default')
  const url = `${azure.description.endpoints.resourceManager}${world.workspaceArmId}/models/${name}/versions/${version}?api-version=2025-12-01`
  const modelUri = `azureml://datastores/workspaceblobstore/paths/azureml/${job}/model/`
  const body = {
    properties: { modelUri, modelType: 'custom_model', jobName: job, tags: { 'mlops.run': job } },
  }
  const answer = await azure.call('PUT', url, { token, body })
  assert.ok(answer.status < 300, answer.text)
  return job
}
