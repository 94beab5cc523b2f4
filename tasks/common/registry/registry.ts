import type { Workspace } from '../machinelearning/workspace/workspace.ts'

/** A container registry that was found. */
export interface Registry {
  readonly workspace: Workspace
  /** ARM id, beginning with a slash. */
  readonly id: string
  readonly name: string
  /** Host, and port where it has one, as Azure tells it. */
  readonly loginServer: string
  /** It grants each repository by itself (ABAC), so a build reaches it as somebody who is named. */
  readonly isAbac: boolean
  /** Its firewall lets only some networks in. */
  readonly isPrivate: boolean
}
