import { copyFile, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMissing } from '../data/missing-file.ts'
import type { EnvironmentStore } from '../environments/environment-store.ts'
import type { EnvironmentPlan } from '../environments/plan.ts'
import type { ContainerSpec } from './container-spec.ts'
import { DeploymentFailure } from './deployment-failure.ts'
import type { DownloadedCode } from './prepare-code.ts'
import { readPlan, serverStart } from './start-conda.ts'
import type { StartContext } from './start-image.ts'

/** What `getLogs` calls the image, whose packages are installed when it starts. */
export const mlflowImage = 'mcr.microsoft.com/azureml/curated/mlflow-model-inference'

/** Of the service's image, where the model's own environment does not bring it. */
const serverPackages = [
  { needed: 'azureml-inference-server-http', unless: /^azureml-inference-server-http\b/i },
  { needed: 'mlflow-skinny', unless: /^(mlflow|mlflow-skinny|azureml-mlflow)(?![\w-])/i },
]
const script = 'mlflow_score.py'

/**
 * Serves a model of MLflow that says itself what it needs: its conda.yaml is installed, and a script of the service's
 * hands requests to the model.
 *
 * @throws DeploymentFailure when the model is none of MLflow's or its environment cannot be built
 */
export async function mlflowStart(
  environments: EnvironmentStore,
  { variables, code, directory }: StartContext & { code: DownloadedCode },
): Promise<ContainerSpec['start']> {
  const plan = await planOf(await modelFolder(code.modelDirectory ?? ''))
  const source = fileURLToPath(new URL('mlflow/score.py', import.meta.url))
  await copyFile(source, join(code.appRoot, script))
  return serverStart(environments, plan, { variables, directory, code: { ...code, entryScript: script } })
}

async function modelFolder(root: string): Promise<string> {
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const folder = join(root, entry.name)
    if (entry.isDirectory() && (await readdir(folder)).includes('MLmodel')) return folder
  }
  throw new DeploymentFailure('InvalidDeploymentSpec', 'The model has no file MLmodel; it is none of MLflow.')
}

async function planOf(folder: string): Promise<EnvironmentPlan> {
  const text = await readFile(join(folder, 'conda.yaml'), 'utf8').catch((error: unknown) => {
    throw isMissing(error) ? noCondaFile() : error
  })
  const plan = readPlan(text)
  const missing = serverPackages.filter(({ unless }) => !plan.requirements.some(one => unless.test(one)))
  return { ...plan, requirements: [...plan.requirements, ...missing.map(({ needed }) => needed)] }
}

const noCondaFile = (): DeploymentFailure =>
  new DeploymentFailure('InvalidDeploymentSpec', 'The model has no conda.yaml that says what it needs.')
