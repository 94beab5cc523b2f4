import { createHash } from 'node:crypto'
import type { DeploymentFile } from '../specification/deployment/deployment.ts'
import type { Release } from './release.ts'
import type { ServingInputs } from './serving-inputs.ts'

/** SHA-256, in hex, of all that decides what a deployment runs and how; how it is rolled out is not in it. */
export function contentHash(
  deployment: DeploymentFile,
  { content, tags }: Pick<ServingInputs, 'content' | 'tags'>,
  { image, model }: Release,
): string {
  const asked = JSON.stringify([deployment, content, tags, image, model])
  return createHash('sha256').update(asked).digest('hex')
}
