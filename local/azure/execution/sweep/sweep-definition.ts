import type { CommandDefinition, OutputTemplate } from '../job-definition.ts'
import type { TerminationPolicy } from './early-termination.ts'
import type { Objective } from './objective.ts'
import type { SearchSpace } from './search-space.ts'

/** A sweep job or a pipeline's sweep node, from the REST body after validation. */
export interface SweepDefinition {
  runId: string
  /** The pipeline of a node; a job's own id. */
  rootRunId: string
  displayName: string
  experimentName: string
  userId: string
  /** What every trial has in common. */
  trial: Omit<CommandDefinition, 'runId' | 'outputs' | 'timeout' | 'parameters'>
  outputs: Record<string, OutputTemplate>
  /** True: the sample takes the place of inputs of the same name, as for a component. */
  samplesAreInputs: boolean
  searchSpace: SearchSpace
  sampling: Sampling
  objective: Objective
  earlyTermination: TerminationPolicy | null
  limits: SweepLimits
}

export interface Sampling {
  algorithm: 'Grid' | 'Random' | 'Bayesian'
  /** Null: another sample each time. */
  seed: number | null
}

export interface SweepLimits {
  maxTotalTrials: number
  maxConcurrentTrials: number
  /** ISO 8601 duration of the whole sweep. */
  timeout: string | null
  trialTimeout: string | null
}
