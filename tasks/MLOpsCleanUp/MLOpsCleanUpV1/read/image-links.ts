import { attempt } from '../../../common/azure/attempt.ts'
import { inParallel } from '../../../common/in-parallel.ts'
import { MANIFESTS } from '../../../common/registry/manifest/media-types.ts'
import type { Registry } from '../../../common/registry/registry.ts'
import { timeOf } from './list.ts'
import { isClosed, type Manifest, type Repository } from './registry-lists.ts'

/** How the manifests of a repository hang together. */
export interface Links {
  /** Digest -> digests of what it needs: its platforms, its signatures. */
  readonly needs: ReadonlyMap<string, readonly string[]>
  /** Digest of an attachment -> digest of what it was attached to, which takes it along when it goes. */
  readonly subjects: ReadonlyMap<string, string>
  /** Digests of what is no image by itself, so that it takes no place among the newest. */
  readonly parts: ReadonlySet<string>
}

/** An index, or a manifest that was attached to another one (a signature, a bill of materials). */
interface Document {
  readonly manifests?: readonly { readonly digest: string }[]
  readonly subject?: { readonly digest: string } | null
}

const INDEX = /image\.index|manifest\.list/
/** Docker's own form for one platform: it is neither an index nor can it be attached to anything. */
const PLAIN = 'application/vnd.docker.distribution.manifest.v2+json'
const SIGNATURE = /^sha256-([0-9a-f]{64})(?:\.\w+)?$/

/**
 * Reads the indexes, and of what is old or locked all that may be a part: a platform of an index, or an attachment. The
 * others stay anyhow, or are judged by themselves.
 */
export async function readLinks(registry: Registry, repository: Repository, before: number): Promise<Links> {
  const needs = new Map<string, string[]>()
  const subjects = new Map<string, string>()
  const parts = new Set<string>()
  const link = (digest: string, needed: string): void =>
    void needs.set(digest, [...(needs.get(digest) ?? []), needed])
  const attach = (part: string, subject: string): void => {
    parts.add(part)
    subjects.set(part, subject)
    link(subject, part)
  }
  for (const { digest, tags = [] } of repository.manifests)
    for (const [, hex] of tags.map(tag => SIGNATURE.exec(tag) ?? []))
      if (hex !== undefined) attach(digest, `sha256:${hex}`)
  const unclear = repository.manifests.filter(
    manifest => isIndex(manifest) || (counts(repository, manifest, before) && mayBePart(manifest)),
  )
  await inParallel(unclear, 8, async manifest => {
    const { digest } = manifest
    const { manifests = [], subject } = await readManifest(registry, repository.name, manifest)
    for (const part of manifests) {
      parts.add(part.digest)
      link(digest, part.digest)
    }
    if (subject) attach(digest, subject.digest)
  })
  return { needs, subjects, parts }
}

/** What tells no form may be any. */
const isIndex = ({ mediaType }: Manifest): boolean => !mediaType || INDEX.test(mediaType)

const mayBePart = ({ tags = [], mediaType }: Manifest): boolean => tags.length === 0 || mediaType !== PLAIN

/** Whatever is young stays anyhow; what is locked makes that stay which it is attached to. */
function counts({ lockedTags }: Repository, manifest: Manifest, before: number): boolean {
  const { tags = [], lastUpdateTime, createdTime, changeableAttributes } = manifest
  const isLocked = isClosed(changeableAttributes) || tags.some(tag => lockedTags.has(tag))
  return isLocked || timeOf(lastUpdateTime ?? createdTime) < before
}

/** Asked for in the form that it has, as a registry answers 404 for any other. What is gone meanwhile has no links. */
const readManifest = (
  { workspace, loginServer, name }: Registry,
  repository: string,
  { digest, mediaType }: Manifest,
): Promise<Document> =>
  attempt(`Reading image ${repository}@${digest} of registry ${name}`, async () => {
    const { status, bodyAsText } = await workspace.session.registries.send(loginServer, {
      method: 'GET',
      path: `/v2/${repository}/manifests/${digest}`,
      scope: `repository:${repository}:pull`,
      headers: { accept: mediaType ? `${mediaType}, ${MANIFESTS}` : MANIFESTS },
      accept: [404],
    })
    return (status === 404 ? {} : JSON.parse(bodyAsText || '{}')) as Document
  })
