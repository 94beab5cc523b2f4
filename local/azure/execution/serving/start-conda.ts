import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readCondaFile } from '../environments/conda-file.ts'
import type { EnvironmentStore } from '../environments/environment-store.ts'
import { EnvironmentError } from '../environments/plan.ts'
import { programDirectory } from '../environments/tool.ts'
import type { ContainerSpec } from './container.ts'
import { DeploymentFailure } from './deployment-failure.ts'
import type { StartContext } from './start-image.ts'

/**
 * Runs the deployment's script by Microsoft's inference server in an environment of its conda file, as the images of
 * Azure ML do after they installed that file.
 *
 * @throws DeploymentFailure when the environment cannot be built or the deployment has no code
 */
export async function condaStart(
  environments: EnvironmentStore,
  condaFile: string,
  { variables, code, directory }: StartContext,
): Promise<ContainerSpec['start']> {
  if (!code)
    throw new DeploymentFailure(
      'InvalidDeploymentSpec',
      'An environment with a conda file needs a code configuration that names the scoring script.',
    )
  const programs = programDirectory(await build(environments, condaFile))
  const home = join(directory, 'home')
  await mkdir(home, { recursive: true })
  const environment = { HOME: home, PATH: `${programs}:/usr/local/bin:/usr/bin:/bin`, ...variables }
  const server = [join(programs, 'python'), '-m', 'azureml_inference_server_http']
  const script = join(code.appRoot, code.entryScript)
  return port => ({
    command: [...server, '--entry_script', script, '--port', String(port)],
    cwd: code.appRoot,
    environment,
  })
}

async function build(environments: EnvironmentStore, condaFile: string): Promise<string> {
  const lines: string[] = []
  try {
    const plan = readCondaFile(condaFile)
    return environments.find(plan) ?? (await environments.build(plan, line => lines.push(line)))
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    const end = lines.slice(-20).join('\n')
    throw new DeploymentFailure('ImageBuildFailure', `Image build failed. ${error.message}\n${end}`)
  }
}
