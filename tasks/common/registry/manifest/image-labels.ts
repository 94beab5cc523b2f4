import { asAzureError } from '../../azure/attempt.ts'
import type { Registry } from '../registry.ts'
import { MANIFESTS } from './media-types.ts'

/** Where a registry keeps its blobs elsewhere, it answers with a link that carries its own permission. */
const REDIRECTS = [301, 302, 307, 308]

interface Configuration {
  readonly config?: { readonly Labels?: Readonly<Record<string, string>> | null }
}

/** The labels of an image; none where the registry does not let us read it, which the debug log says. */
export async function imageLabels(
  registry: Registry,
  repository: string,
  digest: string,
): Promise<Readonly<Record<string, string>>> {
  try {
    const manifest = await readJson<{ config?: { digest: string } }>(
      registry,
      repository,
      `manifests/${digest}`,
    )
    if (manifest.config === undefined) return {} // an index of several platforms
    const read = await readJson<Configuration>(registry, repository, `blobs/${manifest.config.digest}`)
    return read.config?.Labels ?? {}
  } catch (error) {
    const refusal = asAzureError(error)
    if (refusal === undefined) throw error
    registry.workspace.session.log.debug(`The labels of ${repository}@${digest}: ${refusal.message}`)
    return {}
  }
}

async function readJson<T>({ workspace, loginServer }: Registry, repository: string, path: string) {
  const { registries, anonymous } = workspace.session
  const { status, headers, bodyAsText } = await registries.send(loginServer, {
    method: 'GET',
    path: `/v2/${repository}/${path}`,
    scope: `repository:${repository}:pull`,
    headers: { accept: path.startsWith('manifests/') ? MANIFESTS : '*/*' },
    accept: REDIRECTS,
  })
  const link = REDIRECTS.includes(status) ? headers.get('location') : undefined
  return link === undefined ? (JSON.parse(bodyAsText ?? '{}') as T) : anonymous.json<T>(link)
}
