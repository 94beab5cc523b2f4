import { assetId } from '../machinelearning/asset-id.ts'
import { environmentOf } from '../machinelearning/environment/environment-of-image.ts'
import { registerImage } from '../machinelearning/environment/register-image.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'

/** ARM id of the environment version that stands for a scoring image; registered where it is not. */
export async function imageEnvironment(
  workspace: Workspace,
  image: string,
  tags: Readonly<Record<string, string>>,
): Promise<string> {
  await registerImage(workspace, { reference: image, name: undefined, description: 'A scoring image', tags })
  const { name, version } = environmentOf(image)
  return assetId(workspace, 'environments', name, version)
}
