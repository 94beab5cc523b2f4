import { asAzureError } from '../../azure/attempt.ts'
import type { Registry } from '../registry.ts'
import { MANIFESTS } from './media-types.ts'

/** The digest under a tag; `undefined` where there is none. Throws what the registry refuses. */
export async function digestUnder(
  { workspace, loginServer }: Registry,
  repository: string,
  tag: string,
): Promise<string | undefined> {
  const { status, headers } = await workspace.session.registries.send(loginServer, {
    method: 'HEAD',
    path: `/v2/${repository}/manifests/${tag}`,
    scope: `repository:${repository}:pull`,
    headers: { accept: MANIFESTS },
    accept: [404],
  })
  return status === 404 ? undefined : headers.get('docker-content-digest')
}

/**
 * The digest of the image under a tag, or undefined where there is none. A registry that does not let us look is no
 * reason to fail: then the image is built anew, and the log says why.
 */
export async function findImage(
  registry: Registry,
  repository: string,
  tag: string,
): Promise<string | undefined> {
  try {
    return await digestUnder(registry, repository, tag)
  } catch (error) {
    const refusal = asAzureError(error)
    if (refusal === undefined || ![401, 403].includes(refusal.status)) throw error
    registry.workspace.session.log.warning(
      `Registry ${registry.name} does not let this connection read ${repository} (${refusal.status} ${refusal.code}), so an image that is there already cannot be found and is built anew. ${remedyFor(registry)}`,
    )
    return undefined
  }
}

/** What lets a connection read or write a repository. */
export function remedyFor({ isAbac, isPrivate }: Registry, writes = false): string {
  const role = isAbac
    ? `Container Registry Repository ${writes ? 'Writer' : 'Reader'}`
    : writes
      ? 'AcrPush'
      : 'AcrPull'
  const network = isPrivate
    ? ' Its firewall is closed too: run this job on an agent in a network that it lets in.'
    : ''
  return `The role ${role} on the registry lets it.${network}`
}
