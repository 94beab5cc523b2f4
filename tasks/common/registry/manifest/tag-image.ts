import { asAzureError } from '../../azure/attempt.ts'
import type { Registry } from '../registry.ts'
import { digestUnder, remedyFor } from './find-image.ts'
import { MANIFESTS } from './media-types.ts'

/**
 * Puts tags on an image that is in the registry; a tag that it has already is left alone, one of another image moves.
 * A registry that refuses is no reason to fail, as everything refers to the digest: the log says it.
 */
export async function tagImage(
  registry: Registry,
  repository: string,
  digest: string,
  tags: readonly string[],
): Promise<void> {
  const { log } = registry.workspace.session
  try {
    const manifest = await readManifest(registry, repository, digest)
    for (const tag of tags) {
      if ((await digestUnder(registry, repository, tag)) === digest) continue
      await writeManifest(registry, repository, tag, manifest)
      log.info(`${repository}:${tag} is this image now.`)
    }
  } catch (error) {
    const refusal = asAzureError(error)
    if (refusal === undefined || ![401, 403, 409].includes(refusal.status)) throw error
    const why = refusal.status === 409 ? 'The tag may be locked against changes.' : remedyFor(registry, true)
    log.warning(
      `Registry ${registry.name} does not let this connection put the tags ${tags.join(', ')} on ${repository}@${digest} (${refusal.status} ${refusal.code}: ${refusal.serviceMessage}). ${why}`,
    )
  }
}

interface Manifest {
  readonly text: string
  readonly mediaType: string
}

async function readManifest(registry: Registry, repository: string, digest: string): Promise<Manifest> {
  const { registries } = registry.workspace.session
  const { bodyAsText, headers } = await registries.send(registry.loginServer, {
    method: 'GET',
    path: `/v2/${repository}/manifests/${digest}`,
    scope: `repository:${repository}:pull`,
    headers: { accept: MANIFESTS },
  })
  return { text: bodyAsText ?? '', mediaType: headers.get('content-type') ?? '' }
}

const writeManifest = (
  { workspace, loginServer }: Registry,
  repository: string,
  tag: string,
  { text, mediaType }: Manifest,
): Promise<unknown> =>
  workspace.session.registries.send(loginServer, {
    method: 'PUT',
    path: `/v2/${repository}/manifests/${tag}`,
    scope: `repository:${repository}:pull,push`,
    headers: { 'content-type': mediaType },
    body: text,
  })
