/**
 * The environment that stands for an image, made from the image alone, so that whoever asks means the same version:
 * `registry/models/chd@sha256:1f3a...` -> `models-chd`, version `1f3a...` (24 digits); without a digest, its tag.
 */
export function environmentOf(image: string): { name: string; version: string } {
  const [named = image, digest] = image.split('@sha256:')
  const [, tag] = /:([^:/]+)$/.exec(named) ?? []
  const path = tag === undefined ? named : named.slice(0, -tag.length - 1)
  const repository = path.replace(/^(localhost|[^/]*[.:][^/]*)\//, '')
  const plain = (text: string): string => text.replace(/[^\w.-]+/g, '-')
  return { name: plain(repository), version: plain(digest?.slice(0, 24) ?? tag ?? 'latest') }
}
