import { asAzureError } from '../azure/attempt.ts'
import type { Registry } from './registry.ts'

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/**
 * The digest of the image under a tag, or undefined where there is none. A registry that does not let us look is no
 * reason to fail: then the image is built anew, and the log says why.
 */
export async function findImage(
  { workspace, loginServer, name }: Registry,
  repository: string,
  tag: string,
): Promise<string | undefined> {
  const { registries, log } = workspace.session
  try {
    const { status, headers } = await registries.send(loginServer, {
      method: 'HEAD',
      path: `/v2/${repository}/manifests/${tag}`,
      scope: `repository:${repository}:pull`,
      headers: { accept: MANIFESTS },
      accept: [404],
    })
    return status === 404 ? undefined : headers.get('docker-content-digest')
  } catch (error) {
    const refusal = asAzureError(error)
    if (refusal === undefined || ![401, 403].includes(refusal.status)) throw error
    log.warning(
      `Registry ${name} does not let this connection read ${repository} (${refusal.status} ${refusal.code}), so an image that is there already cannot be found and is built anew. The role AcrPull lets it look.`,
    )
    return undefined
  }
}
