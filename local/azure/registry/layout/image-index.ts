import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mediaTypes } from './media-types.ts'
import type { Descriptor, ImageIndex } from './oci-image.ts'

const REF_NAME = 'org.opencontainers.image.ref.name'
const CREATED = 'local-azure.created'
const UPDATED = 'local-azure.updated'

/** A manifest of a repository, or one of its tags, with the times that the registry tells. */
export interface IndexEntry extends Descriptor {
  /** ISO 8601: when it came into the repository, and when it was pushed last. */
  created: string
  updated: string
}

/**
 * Which manifests repositories hold, and what their tags point to: the `index.json` of an OCI image layout, whose
 * reference names are `repository:tag`, and `repository@digest` for every manifest that was pushed and not deleted.
 */
export interface ManifestIndex {
  /** @param reference a tag or a digest */
  find(repository: string, reference: string): Descriptor | undefined
  /** Adds a manifest, or moves a tag to it; durable when it returns. */
  put(repository: string, tag: string | undefined, descriptor: Descriptor): void
  /** In alphabetical order. */
  tags(repository: string): string[]
  repositories(): string[]
  /** By digest, in order. */
  manifests(repository: string): IndexEntry[]
  /** By tag, in alphabetical order. */
  tagEntries(repository: string): (IndexEntry & { tag: string })[]
  /** Removes a manifest with all tags that point to it; false where there is none. Its content stays on disk. */
  deleteManifest(repository: string, digest: string): boolean
  deleteTag(repository: string, tag: string): boolean
  clear(): void
}

export function openIndex(directory: string, now: () => Date): ManifestIndex {
  const file = join(directory, 'index.json')
  writeFileSync(join(directory, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
  const entries = new Map(readIndex(file).map(one => [one.annotations?.[REF_NAME] ?? one.digest, one]))
  const save = () => writeIndex(file, [...entries.values()])
  const set = (name: string, descriptor: Descriptor) => {
    const time = now().toISOString()
    const created = entries.get(name)?.annotations?.[CREATED] ?? time
    const annotations = { [REF_NAME]: name, [CREATED]: created, [UPDATED]: time }
    entries.set(name, { ...descriptor, annotations })
  }
  const names = () => [...entries.keys()]
  const entriesUnder = (prefix: string) =>
    [...entries]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, descriptor]) => ({ ...timed(descriptor), name: name.slice(prefix.length) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  const remove = (gone: string[]) => {
    const removed = gone.filter(name => entries.delete(name))
    if (removed.length > 0) save()
    return removed.length > 0
  }
  return {
    find: (repository, reference) =>
      entries.get(`${repository}${reference.includes(':') ? '@' : ':'}${reference}`),
    put(repository, tag, descriptor) {
      set(`${repository}@${descriptor.digest}`, descriptor)
      if (tag !== undefined) set(`${repository}:${tag}`, descriptor)
      save()
    },
    tags: repository =>
      names()
        .filter(name => name.startsWith(`${repository}:`))
        .map(name => name.slice(repository.length + 1))
        .sort(),
    repositories: () => [...new Set(names().map(name => name.split(/[@:]/)[0] ?? name))].sort(),
    manifests: repository => entriesUnder(`${repository}@`),
    tagEntries: repository => entriesUnder(`${repository}:`).map(entry => ({ ...entry, tag: entry.name })),
    deleteManifest(repository, digest) {
      if (!entries.has(`${repository}@${digest}`)) return false
      const tags = entriesUnder(`${repository}:`).filter(entry => entry.digest === digest)
      return remove([`${repository}@${digest}`, ...tags.map(({ name }) => `${repository}:${name}`)])
    },
    deleteTag: (repository, tag) => remove([`${repository}:${tag}`]),
    clear() {
      entries.clear()
      save()
    },
  }
}

const timed = (descriptor: Descriptor): IndexEntry => {
  const created = descriptor.annotations?.[CREATED] ?? new Date(0).toISOString()
  return { ...descriptor, created, updated: descriptor.annotations?.[UPDATED] ?? created }
}

const readIndex = (file: string): Descriptor[] =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ImageIndex).manifests : []

/** A crash in between leaves the old file. */
function writeIndex(file: string, manifests: Descriptor[]): void {
  const index: ImageIndex = { schemaVersion: 2, mediaType: mediaTypes.index, manifests }
  writeFileSync(`${file}.next`, JSON.stringify(index))
  renameSync(`${file}.next`, file)
}
