import type { AzureDescription } from '../../azure/description.ts'
import type { Clock } from '../clock.ts'
import type { LadderTimes } from '../process/ladder.ts'
import type { RunListener } from './listener.ts'
import type { RunState } from './state.ts'

export interface AzureStartOptions {
  stateDirectory: string
  har?: string
  keep?: boolean
  /** Folder on this machine for a prefix of remote data. */
  data?: Record<string, string>
}

/** How a run gets at local Azure. */
export interface AzureHost {
  findOrStart: (options: AzureStartOptions) => Promise<AzureDescription>
  stop: (stateDirectory: string) => Promise<void>
}

export interface RunOptions {
  /** Pipeline file; ignored by a rerun, which takes the file of the last build. */
  file: string
  stateDirectory: string
  /** Folders with tasks. */
  tasks: readonly string[]
  azure: AzureHost
  /** Values that replace root variables. */
  variables?: ReadonlyMap<string, string>
  /** Default: `out/<build number>` below the working directory. */
  outputDirectory?: string
  /** Node binary that runs the tasks; default: the one that runs the agent. */
  node?: string
  /** Leaves local Azure serving. */
  keep?: boolean
  har?: string
  data?: Record<string, string>
  /** Files of further service connections by name. */
  connectionFiles?: ReadonlyMap<string, string>
  /** Takes the last build up again. */
  rerun?: boolean
  listener?: RunListener
  cancel?: AbortSignal
  clock?: Clock
  ladder?: LadderTimes
  environment?: NodeJS.ProcessEnv
  /** Makes the page of the run. */
  report?: (state: RunState, folders: ReportFolders) => string
}

export interface ReportFolders {
  /** The logs of the steps. */
  logs: string
  /** Copies of the hand-off, the metrics and the figures. */
  keepsakes: string
}
