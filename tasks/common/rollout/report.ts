import type { Host } from '../host/host.ts'
import { inMilliseconds, latencyOf } from '../scoring/latency.ts'
import { cell, table } from '../summary/markdown.ts'
import { textTable } from '../text/text-table.ts'
import { Counter } from './bake/tally.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { StepTimes } from './step.ts'

/** The requests of each step that was watched. */
export class Tallies {
  readonly #slowest: number | undefined
  readonly #counters = new Map<string, Counter>()

  /** @param slowest milliseconds that an answer may take */
  constructor(slowest: number | undefined) {
    this.#slowest = slowest
  }

  counter(step: string): Counter {
    const counter = new Counter(this.#slowest)
    this.#counters.set(step, counter)
    return counter
  }

  find(step: string): Counter | undefined {
    return this.#counters.get(step)
  }
}

const HEAD = ['step', 'seconds', 'requests', 'errors', 'p50', 'p95']

/** What each step took and what its requests found, in the log and on the run's page. */
export async function reportSteps(
  { log, outputs }: Host,
  { endpoint, deployment }: RolloutPlan,
  times: StepTimes,
  tallies: Tallies,
): Promise<void> {
  if (times.size === 0) return
  const rows = [...times].map(([step, milliseconds]) => rowOf(step, milliseconds, tallies.find(step)))
  for (const line of textTable(HEAD, rows)) log.info(line)
  const title = `## Roll-out of ${cell(deployment)} to endpoint ${cell(endpoint)} by step`
  await outputs.summary(`rollout-${endpoint}`, [title, table(HEAD, rows)].join('\n\n'))
}

function rowOf(step: string, milliseconds: number, counter: Counter | undefined): string[] {
  const seconds = (milliseconds / 1000).toFixed(1)
  if (!counter || counter.requests === 0) return [step, seconds, '', '', '', '']
  const { requests, wrong, wrongOfOthers, unclear, latencies } = counter
  const errors = String(wrong + wrongOfOthers + unclear)
  if (latencies.length === 0) return [step, seconds, String(requests), errors, '', '']
  const { p50, p95 } = latencyOf(latencies)
  return [step, seconds, String(requests), errors, inMilliseconds(p50), inMilliseconds(p95)]
}
