import type { BlobInfo } from '../../core/blobs.ts'
import type { World } from '../../core/world.ts'
import type { StoragePlace } from './uris.ts'

/** A blob of a place and its path below it; the path is empty when the place is that blob itself. */
export interface PlacedBlob {
  blob: BlobInfo
  relative: string
}

/** The blobs of a place: the one of that name, or those below it as a folder. Markers of empty folders are left out. */
export async function blobsOf(world: World, { container, path }: StoragePlace): Promise<PlacedBlob[]> {
  const single = path === '' || path.endsWith('/') ? undefined : await world.blobs.stat(container, path)
  if (single && !isFolderMarker(single)) return [{ blob: single, relative: '' }]
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`
  const found = await world.blobs.list(container, prefix)
  return found
    .filter(blob => !isFolderMarker(blob))
    .map(blob => ({ blob, relative: blob.name.slice(prefix.length) }))
}

const isFolderMarker = ({ metadata }: BlobInfo): boolean => metadata['hdi_isfolder'] === 'true'
