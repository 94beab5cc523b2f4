/** States of a run and of a job. @see azure-rest-api-specs, JobStatus */
export type RunStatus =
  | 'NotStarted'
  | 'Starting'
  | 'Provisioning'
  | 'Preparing'
  | 'Queued'
  | 'Running'
  | 'Finalizing'
  | 'CancelRequested'
  | 'Completed'
  | 'Failed'
  | 'Canceled'
  | 'NotResponding'
  | 'Paused'

/** A run that does not respond may come back, and one that is paused goes on: neither has ended. */
const terminalStatuses: readonly RunStatus[] = ['Completed', 'Failed', 'Canceled']

export const isTerminal = (status: RunStatus): boolean => terminalStatuses.includes(status)

export interface RunError {
  /** `UserError` when the user's code or definition is to blame, else `ServiceError`. */
  code: 'UserError' | 'ServiceError'
  message: string
}

/** An output's place and the asset under which the data plane knows it. */
export interface RunOutput {
  assetId: string
  type: string
  /** `azureml://datastores/...` */
  uri: string
}

/** What run history knows of a job, of a pipeline's step, or of a run that a script started through MLflow. */
export interface RunDocument {
  runId: string
  runUuid: string
  rootRunId: string
  parentRunId: string | null
  /** In run artifacts: `ExperimentRun/{dataContainerId}/`. */
  dataContainerId: string
  experimentId: string
  experimentName: string
  runNumber: number
  runType: string
  displayName: string
  /** A step's component; otherwise null. */
  name: string | null
  target: string | null
  status: RunStatus
  error: RunError | null
  tags: Record<string, string>
  properties: Record<string, string>
  /** MLflow's parameters. */
  params: Record<string, string>
  inputs: Record<string, { assetId: string; type: string }>
  outputs: Record<string, RunOutput>
  /** What the run was told to do, as far as run history repeats it. */
  definition: Record<string, unknown>
  userId: string
  createdTimeUtc: string
  startTimeUtc: string | null
  endTimeUtc: string | null
  revision: number
  /** Of a pipeline's step: equal for steps that do the same. */
  reuseKey?: string
  /** What clients are told in place of the status, by order of the control API, until the run has ended. */
  pretended?: RunStatus
}

/** The state as every API tells it. */
export const shownStatus = ({ status, pretended }: RunDocument): RunStatus =>
  isTerminal(status) ? status : (pretended ?? status)
