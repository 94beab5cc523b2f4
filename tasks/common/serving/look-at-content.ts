import { checkDeployment } from '../machinelearning/deployment/check-deployment.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { DeploymentFile } from '../specification/deployment/deployment.ts'
import { checkServes } from './check-serves.ts'
import { withContent, type Asked } from './deployment-work.ts'
import type { Release } from './release.ts'
import type { ServingInputs } from './serving-inputs.ts'

/** Checks what will run, as far as that goes without writing, and returns the sentences that tell of it. */
export async function lookAtContent(
  workspace: Workspace,
  inputs: ServingInputs,
  { endpoint, deployment }: Asked,
  release: Release,
): Promise<string[]> {
  const whole = withContent(deployment, inputs, release)
  const snapshots = await checkDeployment(workspace, whole)
  if (release.image === undefined) await checkServes(workspace, whole, release)
  const code = snapshots.map(({ folder, files }) => `Code ${folder}: ${files.length} file(s).`)
  const isGiven = Object.values(endpoint.traffic ?? {}).some(share => share > 0)
  return [
    ...(release.image === undefined ? contentLines(whole) : [`Image ${release.image}`]),
    ...code,
    ...(isGiven
      ? ['The traffic in the endpoint file is not used: the new deployment gets it by trafficSteps.']
      : []),
  ]
}

function contentLines({ model, environment }: DeploymentFile): string[] {
  const text = (part: unknown, described: string): string => (typeof part === 'string' ? part : described)
  return [
    ...(model === undefined ? [] : [`Model ${text(model, 'described in the file')}`]),
    ...(environment === undefined
      ? []
      : [`Environment ${text(environment, 'made of an image or a conda file')}`]),
  ]
}
