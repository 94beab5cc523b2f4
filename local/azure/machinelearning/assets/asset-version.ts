import type { Fields } from '../common/body.ts'
import type { SystemData } from '../common/system-data.ts'

/** A version of an asset as stored and as answered. */
export interface AssetVersion {
  /** ARM id. */
  id: string
  /** The version: that is what ARM calls the name of a version resource. */
  name: string
  type: string
  properties: Fields
  systemData: SystemData
}

export interface AssetContainer {
  id: string
  name: string
  type: string
  properties: {
    description: null
    tags: Fields
    properties: Fields
    isArchived: boolean
    latestVersion: string | null
    nextVersion: string
  }
  systemData: SystemData | undefined
}

const idPattern = /\/([^/]+)\/versions\/[^/]+$/

/** The asset's name, from the id of one of its versions. */
export const assetName = (version: AssetVersion): string => idPattern.exec(version.id)?.[1] ?? ''

/** The id of the container that a version lies in. */
export const containerId = (version: AssetVersion): string => version.id.replace(/\/versions\/[^/]+$/, '')

/** @param versions of one asset, oldest first, at least one */
export function toContainer(versions: AssetVersion[]): AssetContainer {
  const latest = versions.at(-1)
  const numbers = versions.map(({ name }) => Number(name)).filter(Number.isInteger)
  return {
    id: latest ? containerId(latest) : '',
    name: latest ? assetName(latest) : '',
    type: latest?.type.replace(/\/versions$/, '') ?? '',
    properties: {
      description: null,
      tags: {},
      properties: {},
      isArchived: false,
      latestVersion: latest?.name ?? null,
      nextVersion: String(Math.max(0, ...numbers) + 1),
    },
    systemData: versions[0]?.systemData,
  }
}
