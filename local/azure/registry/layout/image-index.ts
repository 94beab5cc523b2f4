import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mediaTypes } from './media-types.ts'
import type { Descriptor, ImageIndex } from './oci-image.ts'

const REF_NAME = 'org.opencontainers.image.ref.name'

/**
 * Which manifests repositories hold, and what their tags point to: the `index.json` of an OCI image layout, whose
 * reference names are `repository:tag`, and `repository@digest` for every manifest that was ever pushed.
 */
export interface ManifestIndex {
  /** @param reference a tag or a digest */
  find(repository: string, reference: string): Descriptor | undefined
  /** Adds a manifest, or moves a tag to it; durable when it returns. */
  put(repository: string, tag: string | undefined, descriptor: Descriptor): void
  /** In alphabetical order. */
  tags(repository: string): string[]
  repositories(): string[]
  clear(): void
}

export function openIndex(directory: string): ManifestIndex {
  const file = join(directory, 'index.json')
  writeFileSync(join(directory, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
  const entries = new Map(readIndex(file).map(one => [one.annotations?.[REF_NAME] ?? one.digest, one]))
  const save = () => writeIndex(file, [...entries.values()])
  const set = (name: string, descriptor: Descriptor) =>
    entries.set(name, { ...descriptor, annotations: { [REF_NAME]: name } })
  const names = () => [...entries.keys()]
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
    clear() {
      entries.clear()
      save()
    },
  }
}

const readIndex = (file: string): Descriptor[] =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ImageIndex).manifests : []

/** A crash in between leaves the old file. */
function writeIndex(file: string, manifests: Descriptor[]): void {
  const index: ImageIndex = { schemaVersion: 2, mediaType: mediaTypes.index, manifests }
  writeFileSync(`${file}.next`, JSON.stringify(index))
  renameSync(`${file}.next`, file)
}
