import { inParallel } from '../../../common/in-parallel.ts'
import type { Registry } from '../../../common/registry/registry.ts'
import { ANY_IMAGE } from './build-contexts.ts'
import type { Found, FoundItem } from './found.ts'
import { readLinks, type Links } from './image-links.ts'
import { timeOf } from './list.ts'
import { tagReference } from './references.ts'
import { isClosed, readRepository, type Manifest, type Repository } from './registry-lists.ts'

/** All manifests of the repositories, with the tags that stand for them. */
export async function readImages(
  registry: Registry,
  repositories: readonly string[],
  before: number,
): Promise<Found> {
  const found = await inParallel(repositories, 2, async name => {
    const repository = await readRepository(registry, name)
    if (repository) return itemsOf(repository, await readLinks(registry, repository, before))
    registry.workspace.session.log.warning(`Registry ${registry.name} has no repository ${name}.`)
    return []
  })
  return { items: found.flat(), users: [] }
}

function itemsOf(repository: Repository, links: Links): FoundItem[] {
  return repository.manifests.map(manifest => imageItem(repository, manifest, links))
}

function imageItem({ name, isLocked, lockedTags }: Repository, manifest: Manifest, links: Links): FoundItem {
  const { digest, tags = [] } = manifest
  const lockedTag = tags.find(tag => lockedTags.has(tag))
  const locked = isLocked || isClosed(manifest.changeableAttributes) || lockedTag !== undefined
  const subject = links.subjects.get(digest)
  const isPart = links.parts.has(digest)
  return {
    kind: 'image',
    id: `${name}@${digest}`,
    resource: `${name}@${digest}`,
    name: tags[0] === undefined ? `${name}@${digest.slice(0, 19)}` : `${name}:${tags[0]}`,
    ...(!isPart && { group: name }),
    since: timeOf(manifest.lastUpdateTime ?? manifest.createdTime),
    tags: {},
    imageTags: tags,
    names: [ANY_IMAGE, digest, ...tags.map(tag => tagReference(name, tag))],
    refersTo: [...(links.needs.get(digest) ?? []), ...(locked && subject !== undefined ? [subject] : [])],
    ...(locked && { inUse: 'is locked' }),
  }
}
