import type { World } from '../../core/world.ts'
import { history } from '../../mlflow/metrics.ts'
import { isTerminal } from '../../run-history/run-document.ts'
import { childrenOf, findRun } from '../../run-history/runs.ts'
import type { TrialProgress } from './early-termination.ts'
import type { Objective } from './objective.ts'

/** What each trial has logged of the primary metric; values that are no numbers do not count. */
export function progressOf(world: World, sweepId: string, { primaryMetric }: Objective): TrialProgress[] {
  return childrenOf(world, sweepId).map(run => ({
    runId: run.runId,
    running: !isTerminal(run.status),
    values: history(world, run, primaryMetric)
      .map(({ value }) => Number(value))
      .filter(Number.isFinite),
  }))
}

export interface BestTrial {
  runId: string
  score: number
}

/** The completed trial with the best value of the primary metric, whenever it logged that. */
export function bestOf(world: World, sweepId: string, objective: Objective): BestTrial | undefined {
  const sign = objective.goal === 'Maximize' ? 1 : -1
  const scored = progressOf(world, sweepId, objective)
    .filter(({ runId, values }) => values.length > 0 && findRun(world, runId)?.status === 'Completed')
    .map(({ runId, values }) => ({ runId, score: sign * Math.max(...values.map(value => value * sign)) }))
  return scored.reduce<BestTrial | undefined>(
    (best, one) => (best === undefined || one.score * sign > best.score * sign ? one : best),
    undefined,
  )
}

/** Whether anything came of the sweep: one trial that did not fail is enough. */
export const hasUsefulTrial = (world: World, sweepId: string): boolean =>
  childrenOf(world, sweepId).some(({ status }) => status !== 'Failed')
