import type { Workspace } from './workspace/workspace.ts'

export type AssetKind = 'codes' | 'environments' | 'components' | 'models' | 'data'

/** ARM id of an asset's version in a workspace. */
export const assetId = (workspace: Workspace, kind: AssetKind, name: string, version: string): string =>
  `${workspace.id}/${kind}/${name}/versions/${version}`
