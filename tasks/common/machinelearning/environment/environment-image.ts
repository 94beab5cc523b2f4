import { attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import { assetReference } from '../asset-reference.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** What an environment version is made of, as far as an image can be built upon it. */
export interface EnvironmentImage {
  /** As a reader names it: `scoring:3`. */
  readonly label: string
  readonly image: string
  /** The text of its conda file. */
  readonly condaFile: string | undefined
}

interface EnvironmentVersion {
  readonly properties: {
    readonly image?: string | null
    readonly condaFile?: string | null
    readonly build?: object | null
  }
}

/**
 * The image of an environment version, and its conda file where it has one.
 *
 * @param reference `NAME:VERSION`, `NAME@latest` or an ARM id
 * @throws TaskError for one that Azure Machine Learning builds from a context: it tells nobody where its image is
 */
export async function environmentImage(workspace: Workspace, reference: string): Promise<EnvironmentImage> {
  const { session } = workspace
  const id = await assetReference(workspace, 'environments', reference)
  const label = id
    .split('/')
    .slice(-3)
    .filter(part => part !== 'versions')
    .join(':')
  const { image, condaFile, build } = await attempt(`Reading environment ${label}`, async () => {
    const url = resourceUrl(session, id)
    const { body } = await session.door.send<EnvironmentVersion>('ResourceManager', { method: 'GET', url })
    return body.properties
  })
  if (image && !build) return { label, image, condaFile: condaFile || undefined }
  throw new TaskError(`Environment ${label} has no image to build upon.`, {
    cause:
      'It is described by a build context, which Azure Machine Learning builds when it is first used; where the image lies it tells nobody.',
    remedy: "Give the context's Dockerfile in 'dockerfile', or name a base image in 'image'.",
  })
}
