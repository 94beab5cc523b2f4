import { isTerminal } from '../../job/jobs.ts'
import type { ChildRun, RunDetails } from '../history/run-history.ts'
import type { RunLogs } from '../logs/run-logs.ts'

/** Of a pipeline `step`, of a sweep (or AutoML) `trial`. */
export type PartKind = 'step' | 'trial'

/** A run below a job: one step of a pipeline, or one trial of a sweep, at whatever depth. */
export interface Part {
  readonly runId: string
  readonly kind: PartKind
  /** Names from the job down: `evaluate`, or `outer/evaluate` in a nested pipeline. */
  readonly path: string
  readonly isReused: boolean
  /** As Azure last told it. */
  readonly details: RunDetails
  readonly logs: RunLogs
  /** Whether it has parts of its own and so no work of its own. */
  readonly isParent: boolean
}

/**
 * What the runs below this one are; undefined where it has none to follow. A trial names its sweep as its source, so of
 * the source only a pipeline counts.
 */
export function kindOfParts({
  runType = '',
  properties = {},
}: Pick<ChildRun, 'runType' | 'properties'>): PartKind | undefined {
  const { runTemplate = '', StepType = '', 'azureml.runsource': source = '' } = properties
  if (/hyperdrive|sweep/i.test(`${runType} ${runTemplate} ${StepType}`)) return 'trial'
  return /pipelinerun|subgraph/i.test(`${runType} ${source} ${StepType}`) ? 'step' : undefined
}

/** How a part is called in the log; trials are numbered by the service, steps carry the name of their node. */
export function nameOf({ runId, displayName }: ChildRun, kind: PartKind, parent: string): string {
  if (kind === 'trial' && runId.startsWith(`${parent}_`)) return `trial ${runId.slice(parent.length + 1)}`
  return displayName || runId
}

const OPEN_SHOWN = 5

/** A sentence that names the parts that have not ended; empty where there are none. */
export function openParts(parts: readonly Part[]): string {
  const open = parts.filter(({ isParent, details }) => !isParent && !isTerminal(details.status))
  if (open.length === 0) return ''
  const named = open.slice(0, OPEN_SHOWN).map(({ path, details }) => `${path} (${details.status})`)
  const rest = open.length > OPEN_SHOWN ? ` and ${open.length - OPEN_SHOWN} more` : ''
  return `Not ended yet: ${named.join(', ')}${rest}.`
}

export const isReused = ({ properties }: ChildRun): boolean => properties?.['azureml.isreused'] === 'true'

/** A run's tags, or none. */
export type Tags = Readonly<Record<string, string>> | null | undefined

/**
 * The hyperparameters that a sweep gave to a trial: a tag of the sweep that is named like the trial. None where the
 * service does not tell.
 */
export function hyperparameters(trial: string, ofSweep: Tags): Record<string, string> {
  const text = ofSweep?.[trial]
  if (!text?.startsWith('{')) return {}
  const values = Object.entries(JSON.parse(text) as Record<string, unknown>)
  return Object.fromEntries(
    values.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}
