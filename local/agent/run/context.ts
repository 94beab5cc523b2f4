import type { AzureDescription } from '../../azure/description.ts'
import type { ArtifactStore } from '../artifacts/store.ts'
import type { ServiceConnection } from '../connections/connection.ts'
import type { AgentSettings, JobDirectories } from '../job/context.ts'
import type { Masker } from '../masking/masker.ts'
import type { Pipeline } from '../pipeline/model.ts'
import type { Catalogue } from '../tasks/catalogue.ts'
import type { RunListener } from './listener.ts'
import type { RunState } from './state.ts'

/** What the stages and jobs of one run share. */
export interface RunContext {
  pipeline: Pipeline
  catalogue: Catalogue
  state: RunState
  settings: AgentSettings
  directories: JobDirectories
  masker: Masker
  /** Where what the page of the run shows is kept. */
  keepsakes: string
  artifacts: ArtifactStore
  connections: readonly ServiceConnection[]
  /** Undefined for a pipeline that needs no Azure. */
  azure: AzureDescription | undefined
  listener: RunListener
  /** Aborted when the user cancels the run. */
  cancel: AbortSignal
  save: () => void
}
