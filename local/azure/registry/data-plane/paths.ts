/** What a path of the registry's API names; the repository's name has slashes of its own. */
export type RegistryPath =
  | { kind: 'manifest'; repository: string; reference: string }
  | { kind: 'blob'; repository: string; digest: string }
  | { kind: 'uploads'; repository: string }
  | { kind: 'upload'; repository: string; upload: string }
  | { kind: 'tags'; repository: string }

const name = '([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)'

/** @param path behind `/v2/`, without query */
export function readPath(path: string): RegistryPath | undefined {
  const match = (pattern: string) => new RegExp(`^${name}/${pattern}$`).exec(path)?.slice(1)
  const [repository = '', last = ''] =
    match('manifests/([^/]+)') ??
    match('blobs/(sha256:[^/]+)') ??
    match('blobs/uploads/([^/]+)') ??
    match('blobs/uploads/?') ??
    match('tags/list') ??
    []
  if (!repository) return undefined
  const rest = path.slice(repository.length + 1)
  if (rest.startsWith('manifests/')) return { kind: 'manifest', repository, reference: last }
  if (rest === 'tags/list') return { kind: 'tags', repository }
  if (!rest.startsWith('blobs/uploads')) return { kind: 'blob', repository, digest: last }
  return last ? { kind: 'upload', repository, upload: last } : { kind: 'uploads', repository }
}
