/** An image as a Dockerfile names it, taken apart. */
export interface ImageReference {
  /** Host, and port where it has one; `docker.io` where none is written. */
  readonly registry: string
  readonly repository: string
  /** Tag, or digest where one is written. */
  readonly version: string
  /** Without tag and digest, as it was written. */
  readonly name: string
}

const DIGEST = /^sha256:[0-9a-f]{64}$/

/** `base.example/team/x:1` -> its parts, as docker reads them: a first part with a dot or colon is a host. */
export function readImageReference(text: string): ImageReference {
  const [named = text, digest] = text.split('@')
  const tag = /:([^:/]+)$/.exec(named)?.[1]
  const name = tag === undefined ? named : named.slice(0, -tag.length - 1)
  const [, host, path = name] = /^(localhost|[^/]*[.:][^/]*)\/(.+)$/.exec(name) ?? []
  const registry = host ?? 'docker.io'
  const isOfficial = registry === 'docker.io' && !path.includes('/')
  return {
    registry,
    repository: isOfficial ? `library/${path}` : path,
    version: digest ?? tag ?? 'latest',
    name,
  }
}

/** The digest that a reference is pinned by. */
export const pinnedDigest = ({ version }: ImageReference): string | undefined =>
  DIGEST.test(version) ? version : undefined
