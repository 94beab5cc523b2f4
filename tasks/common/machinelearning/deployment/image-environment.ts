import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { assetId } from '../asset-id.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** Where Microsoft's inference server answers in every image that this extension builds. */
const SERVER = {
  livenessRoute: { path: '/', port: 5001 },
  readinessRoute: { path: '/', port: 5001 },
  scoringRoute: { path: '/score', port: 5001 },
}

/**
 * The ARM id of the environment version that stands for an image, registered where it is not yet. Name and version come
 * from the image alone, so that the same image is the same version whoever asks.
 */
export async function imageEnvironment(
  workspace: Workspace,
  image: string,
  tags: Readonly<Record<string, string>>,
): Promise<string> {
  const { session } = workspace
  const { name, version } = environmentOf(image)
  const id = assetId(workspace, 'environments', name, version)
  const url = resourceUrl(session, id)
  return attempt(`Registering environment ${name}:${version}`, async () => {
    const known = await orNotFound(() => session.door.send('ResourceManager', { method: 'GET', url }))
    session.log.info(`Environment ${name}:${version}: ${known ? 'already registered' : 'registering'}.`)
    if (!known) await session.door.send('ResourceManager', { method: 'PUT', url, body: bodyOf(image, tags) })
    return id
  })
}

const bodyOf = (image: string, tags: Readonly<Record<string, string>>): object => ({
  properties: {
    image,
    osType: 'Linux',
    inferenceConfig: SERVER,
    isAnonymous: false,
    isArchived: false,
    tags,
  },
})

/** `registry/models/chd@sha256:1f3a...` -> `models-chd`, version `1f3a...` (24 digits); without a digest, its tag. */
export function environmentOf(image: string): { name: string; version: string } {
  const [named = image, digest] = image.split('@sha256:')
  const [, tag] = /:([^:/]+)$/.exec(named) ?? []
  const path = tag === undefined ? named : named.slice(0, -tag.length - 1)
  const repository = path.replace(/^(localhost|[^/]*[.:][^/]*)\//, '')
  const plain = (text: string): string => text.replace(/[^\w.-]+/g, '-')
  return { name: plain(repository), version: plain(digest?.slice(0, 24) ?? tag ?? 'latest') }
}
