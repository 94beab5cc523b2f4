import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { assetId } from '../asset-id.ts'
import { environmentOf } from './environment-of-image.ts'
import type { Workspace } from '../workspace/workspace.ts'

export interface ImageToRegister {
  /** `registry/repository@sha256:...`. */
  readonly reference: string
  /** Blank: the environment's name is made from the repository. */
  readonly name: string | undefined
  readonly description: string
  readonly tags: Readonly<Record<string, string>>
}

/**
 * Where Microsoft's inference server answers, as Azure Machine Learning probes it. Its health route is `/`; the published
 * schema asks a path for a letter, a digit or an underscore, so each probe says in a query what it is.
 */
const ROUTES = {
  livenessRoute: { path: '/?liveness', port: 5001 },
  readinessRoute: { path: '/?readiness', port: 5001 },
  scoringRoute: { path: '/score', port: 5001 },
}

/** Registers an image as an environment version, named by its digest, so that the same image is the same version. */
export async function registerImage(workspace: Workspace, image: ImageToRegister): Promise<string> {
  const { session } = workspace
  const made = environmentOf(image.reference)
  const name = image.name ?? made.name
  const label = `${name}:${made.version}`
  const url = resourceUrl(session, assetId(workspace, 'environments', name, made.version))
  await attempt(`Registering environment ${label}`, async () => {
    const known = await orNotFound(() => session.door.send('ResourceManager', { method: 'GET', url }))
    session.log.info(`Environment ${label}: ${known ? 'already registered' : 'registering'}.`)
    if (!known) await session.door.send('ResourceManager', { method: 'PUT', url, body: bodyOf(image) })
  })
  return label
}

const bodyOf = ({ reference, description, tags }: ImageToRegister): object => ({
  properties: {
    image: reference,
    osType: 'Linux',
    inferenceConfig: ROUTES,
    isAnonymous: false,
    isArchived: false,
    description,
    tags,
    properties: {},
  },
})
