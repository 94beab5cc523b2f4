import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readCondaFile } from '../environments/conda-file.ts'
import type { EnvironmentStore } from '../environments/environment-store.ts'
import { EnvironmentError, type EnvironmentPlan } from '../environments/plan.ts'
import { programDirectory } from '../environments/tool.ts'
import type { ContainerSpec } from './container-spec.ts'
import { DeploymentFailure } from './deployment-failure.ts'
import type { DownloadedCode } from './prepare-code.ts'
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
  return serverStart(environments, readPlan(condaFile), { variables, code, directory })
}

/** The inference server over a script, in an environment of this plan, built where it is not there. */
export async function serverStart(
  environments: EnvironmentStore,
  plan: EnvironmentPlan,
  { variables, code, directory }: StartContext & { code: DownloadedCode },
): Promise<ContainerSpec['start']> {
  const programs = programDirectory(await build(environments, plan))
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

/** The plan of a conda file; one that cannot be read fails the deployment as its build would. */
export function readPlan(condaFile: string): EnvironmentPlan {
  try {
    return readCondaFile(condaFile)
  } catch (error) {
    throw asBuildFailure(error)
  }
}

async function build(environments: EnvironmentStore, plan: EnvironmentPlan): Promise<string> {
  const lines: string[] = []
  try {
    return environments.find(plan) ?? (await environments.build(plan, line => lines.push(line)))
  } catch (error) {
    throw asBuildFailure(error, lines)
  }
}

function asBuildFailure(error: unknown, lines: string[] = []): unknown {
  if (!(error instanceof EnvironmentError)) return error
  const end = lines.slice(-20).join('\n')
  return new DeploymentFailure('ImageBuildFailure', `Image build failed. ${error.message}\n${end}`)
}
