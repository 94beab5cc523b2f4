import type { Readable } from 'node:stream'
import type { World } from '../core/world.ts'
import { type ImageLayout, layoutOf } from './layout/layout.ts'
import { isManifestList } from './layout/media-types.ts'
import type { Descriptor, ImageConfiguration, ImageIndex, ImageManifest } from './layout/oci-image.ts'
import { loginServer } from './login-server.ts'

/** An image that the registry holds, with its layers lowest first. */
export interface RegistryImage {
  /** Login server, `localhost:PORT`. */
  registry: string
  repository: string
  /** Of the image's manifest. */
  digest: string
  manifest: ImageManifest
  config: ImageConfiguration
  layers: ImageLayer[]
}

export interface ImageLayer extends Descriptor {
  /** The compressed layer on this machine's disk; its name is its digest, it never changes. */
  file: string
  /** The layer as it is stored: tar, compressed by gzip unless its media type says otherwise. */
  open(): Readable
}

/**
 * Reads an image of the registry without its protocol and tokens, for the other services of local Azure.
 *
 * @param reference `registry/repository@sha256:...`, `registry/repository:tag` or `registry/repository` (latest)
 * @returns undefined when the registry is another one or holds no such image
 */
export async function findImage(world: World, reference: string): Promise<RegistryImage | undefined> {
  const parsed = parseReference(reference)
  const registry = loginServer(world)
  if (!parsed || parsed.registry.toLowerCase() !== registry) return undefined
  const layout = layoutOf(world)
  const found = layout.index.find(parsed.repository, parsed.tagOrDigest)
  const descriptor = found && (await imageOfList(layout, found))
  if (!descriptor) return undefined
  const manifest = await readJson<ImageManifest>(layout, descriptor.digest)
  return {
    registry,
    repository: parsed.repository,
    digest: descriptor.digest,
    manifest,
    config: await readJson<ImageConfiguration>(layout, manifest.config.digest),
    layers: manifest.layers.map(layer => toLayer(layout, layer)),
  }
}

export interface ImageReference {
  registry: string
  repository: string
  tagOrDigest: string
}

/** Reads `host[:port]/repository[:tag|@digest]`; undefined without a host. */
export function parseReference(reference: string): ImageReference | undefined {
  const [, registry, repository, digest, tag] =
    /^([^/]+)\/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::[\w.-]+(?=@))?(?:@(sha256:[0-9a-f]{64})|:([\w][\w.-]{0,127}))?$/.exec(
      reference,
    ) ?? []
  if (!registry || !repository || !/[.:]|^localhost$/.test(registry)) return undefined
  return { registry, repository, tagOrDigest: digest ?? tag ?? 'latest' }
}

/** Of a list for several platforms, the image for Linux on amd64. */
async function imageOfList(layout: ImageLayout, descriptor: Descriptor): Promise<Descriptor | undefined> {
  if (!isManifestList(descriptor.mediaType)) return descriptor
  const { manifests } = await readJson<ImageIndex>(layout, descriptor.digest)
  return manifests.find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64')
}

async function readJson<T>({ content }: ImageLayout, digest: string): Promise<T> {
  return JSON.parse((await content.read(digest)).toString()) as T
}

const toLayer = ({ content }: ImageLayout, layer: Descriptor): ImageLayer => ({
  ...layer,
  file: content.fileOf(layer.digest),
  open: () => content.stream(layer.digest),
})
