/**
 * Whatever a document names: versions of assets, computes, endpoints, digests and tags of images. Found by their form
 * wherever they stand, because a reference that is overlooked costs what it refers to, and one too many costs nothing.
 */
export function referencesOf(document: unknown): string[] {
  const found = new Set<string>()
  collect(document, found)
  return [...found]
}

const ASSET = /\b(models|environments|components|codes)\/([^/\s"']+)\/versions\/([^/\s"'?]+)/gi
const COMPUTE = /\/computes\/([^/\s"'?]+)/gi
const SHORT = /^azureml:([^/:@\s]+):([^/:@\s]+)$/
const DIGEST = /\bsha256:[0-9a-f]{64}\b/g
const TAGGED = /^([^/\s]+[.:][^/\s]*|localhost[^/\s]*)\/([^\s@]+):([\w][\w.-]*)$/
const KINDS = ['models', 'environments', 'components', 'codes']

export const assetReference = (segment: string, name: string, version: string): string =>
  `${segment}/${name}/${version}`.toLowerCase()
export const computeReference = (name: string): string => `computes/${name}`.toLowerCase()
export const endpointReference = (name: string): string => `endpoints/${name}`.toLowerCase()
export const tagReference = (repository: string, tag: string): string => `${repository}:${tag}`

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') fromText(value, found)
  else if (typeof value === 'object' && value !== null)
    for (const [key, below] of Object.entries(value)) {
      fromText(key, found)
      collect(below, found)
    }
}

function fromText(text: string, found: Set<string>): void {
  if (!/^azureml:\/\/registries\//i.test(text))
    for (const [, segment = '', name = '', version = ''] of text.matchAll(ASSET))
      found.add(assetReference(segment, name, version))
  for (const [, name = ''] of text.matchAll(COMPUTE)) found.add(computeReference(name))
  for (const [digest] of text.matchAll(DIGEST)) found.add(digest)
  const [, name, version] = SHORT.exec(text) ?? []
  if (name && version) for (const kind of KINDS) found.add(assetReference(kind, name, version))
  const [, , repository, tag] = TAGGED.exec(text) ?? []
  if (repository && tag) found.add(tagReference(repository, tag))
}
