/**
 * Whatever a document names: versions of assets, computes, digests and tags of images. Found by their form wherever
 * they stand, because a reference that is overlooked costs what it refers to, and one too many costs nothing.
 */
export function referencesOf(document: unknown): string[] {
  const found = new Set<string>()
  collect(document, found)
  return [...found]
}

const ASSET = /\b(models|environments|components|codes)\/([^/\s"']+)\/versions\/([^/\s"'?]+)/gi
const NEWEST = /\b(models|environments|components|codes)\/([^/\s"']+)\/labels\/latest\b/gi
const DEPLOYMENT = /\bonlineEndpoints\/([^/\s"']+)\/deployments\/([^/\s"'?]+)/gi
const COMPUTE = /\/computes\/([^/\s"'?]+)/gi
const SHORT = /^azureml:([^/:@\s]+)(?::([^/:@\s]+)|(@latest))?$/
const DIGEST = /\bsha256:[0-9a-f]{64}\b/g
const IMAGE = /^(?:[^/\s]+[.:][^/\s]*|localhost)\/([^\s@:]+)(?::([\w][\w.-]*))?$/
const FROM_REGISTRY = /^azureml:\/\/registries\//i
const KINDS = ['models', 'environments', 'components', 'codes', 'deployments']

/** In the case in which it is written, as the service reads a name that no list shows by its exact case. */
export const assetReference = (segment: string, name: string, version: string): string =>
  `${segment.toLowerCase()}/${name}/${version}`
/** Stands for whichever version is the newest. */
export const newestReference = (segment: string, name: string): string =>
  `${segment}/${name}@latest`.toLowerCase()
export const computeReference = (name: string): string => `computes/${name}`.toLowerCase()
export const deploymentReference = (endpoint: string, name: string): string =>
  `deployments/${endpoint}/${name}`
export const endpointReference = (name: string): string => `endpoints/${name}`.toLowerCase()
export const tagReference = (repository: string, tag: string): string => `${repository}:${tag}`

/** The model that a tag of our contract names, as `chd:12`. */
export function taggedModel(tags: Readonly<Record<string, string>> | null | undefined): string[] {
  const [, name, version] = /^([^:\s]+):([^:\s]+)$/.exec(tags?.['mlops.model'] ?? '') ?? []
  return name && version ? [assetReference('models', name, version)] : []
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') fromText(value, found)
  else if (typeof value === 'object' && value !== null)
    for (const [key, below] of Object.entries(value)) {
      fromText(key, found)
      collect(below, found)
    }
}

function fromText(text: string, found: Set<string>): void {
  if (!FROM_REGISTRY.test(text)) {
    for (const [, segment = '', name = '', version = ''] of text.matchAll(ASSET))
      found.add(assetReference(segment, name, version))
    for (const [, segment = '', name = ''] of text.matchAll(NEWEST)) found.add(newestReference(segment, name))
  }
  for (const [, endpoint = '', name = ''] of text.matchAll(DEPLOYMENT))
    found.add(deploymentReference(endpoint, name))
  for (const [, name = ''] of text.matchAll(COMPUTE)) found.add(computeReference(name))
  for (const [digest] of text.matchAll(DIGEST)) found.add(digest)
  fromShort(text, found)
  const [, repository, tag = 'latest'] = text.includes('://') ? [] : (IMAGE.exec(text) ?? [])
  if (repository) found.add(tagReference(repository, tag))
}

/** `azureml:NAME:VERSION` (of a deployment its endpoint and name), `azureml:NAME@latest`, and of a compute `azureml:NAME`. */
function fromShort(text: string, found: Set<string>): void {
  const [, name, version, latest] = SHORT.exec(text) ?? []
  if (name === undefined) return
  if (version === undefined && latest === undefined) found.add(computeReference(name))
  else
    for (const kind of KINDS)
      found.add(version === undefined ? newestReference(kind, name) : assetReference(kind, name, version))
}
