import { createHash } from 'node:crypto'
import type { TaskManifest } from '../task-manifest.ts'

/** The parts of vss-extension.json that packaging reads or writes. */
export interface ExtensionManifest {
  id: string
  publisher: string
  name: string
  version: string
  description: string
  galleryFlags: string[]
  public?: boolean
  files: { path: string; addressable?: boolean }[]
  contributions: { id: string; properties: { name: string } }[]
}

/** How one edition of the extension differs from its sources. */
export interface Variant {
  /** Ends the name of the VSIX file. */
  suffix: string
  extension(manifest: ExtensionManifest): ExtensionManifest
  task(manifest: TaskManifest): TaskManifest
}

export const release: Variant = {
  suffix: '',
  extension: manifest => manifest,
  task: manifest => manifest,
}

/**
 * Can be installed beside the released edition in one organisation: other IDs and names throughout, the same
 * ones each time. A pipeline asks for `MLOpsTrainDev@1`.
 */
export const development: Variant = {
  suffix: '-dev',
  extension: manifest => ({
    ...manifest,
    id: `${manifest.id}-dev`,
    name: `${manifest.name} (dev)`,
    galleryFlags: manifest.galleryFlags.filter(flag => flag !== 'Public'),
    public: false,
  }),
  task: manifest => ({
    ...manifest,
    id: derivedId(manifest.id),
    name: `${manifest.name}Dev`,
    friendlyName: `${manifest.friendlyName} (dev)`,
  }),
}

/** A GUID that only depends on the given one. */
function derivedId(id: string): string {
  const digest = createHash('sha256').update(`development ${id}`).digest('hex')
  const variant = ((parseInt(digest[16] ?? '0', 16) & 3) | 8).toString(16)
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-')
}
