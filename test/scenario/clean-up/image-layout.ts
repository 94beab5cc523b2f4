import { createHash } from 'node:crypto'
import { mediaTypes } from '../../../local/azure/registry/layout/media-types.ts'

/** An image that lies in a registry before it starts. */
export interface SeededImage {
  readonly repository: string
  readonly tags: readonly string[]
  /** ISO 8601. */
  readonly created: string
  /** The manifest itself. */
  readonly manifest: object
}

export const digestOf = ({ manifest }: Pick<SeededImage, 'manifest'>): string =>
  `sha256:${createHash('sha256').update(JSON.stringify(manifest)).digest('hex')}`

export const manifestOf = (word: string): object => ({
  schemaVersion: 2,
  mediaType: mediaTypes.manifest,
  config: { mediaType: mediaTypes.config, digest: `sha256:${'0'.repeat(64)}`, size: 2 },
  layers: [],
  annotations: { word },
})

/** Files of an OCI image layout, as local Azure keeps its registry: by path below the state directory. */
export function layoutFiles(images: readonly SeededImage[]): Record<string, string> {
  const blobs = images.map((image): [string, string] => [
    `registry/blobs/sha256/${digestOf(image).slice('sha256:'.length)}`,
    JSON.stringify(image.manifest),
  ])
  const manifests = images.flatMap(image =>
    [`@${digestOf(image)}`, ...image.tags.map(tag => `:${tag}`)].map(suffix => entry(image, suffix)),
  )
  return {
    ...Object.fromEntries(blobs),
    'registry/index.json': JSON.stringify({ schemaVersion: 2, manifests }),
  }
}

function entry(image: SeededImage, suffix: string): object {
  const { mediaType = mediaTypes.manifest } = image.manifest as { mediaType?: string }
  return {
    mediaType,
    digest: digestOf(image),
    size: JSON.stringify(image.manifest).length,
    annotations: {
      'org.opencontainers.image.ref.name': image.repository + suffix,
      'local-azure.created': image.created,
      'local-azure.updated': image.created,
    },
  }
}
