import type { AzureSession } from '../../azure/session.ts'
import type { MetricReading, MetricSource } from '../metric/metric-source.ts'
import type { ProbeRequest, ProbeTarget } from '../prober.ts'
import { judge, judgeEarly, type Limits, type Verdict } from './judge.ts'
import { probeBothWays } from './probe-result.ts'
import type { Counter } from './tally.ts'

/** How a deployment is watched at a share of the traffic. */
export interface BakePlan {
  readonly seconds: number
  readonly limits: Limits
  /** Undefined: there is nothing to ask with. */
  readonly probe: ProbeRequest | undefined
  /** Undefined: no metric is named. */
  readonly metric: MetricSource | undefined
}

const INTERVAL = 1000
/** Metrics arrive late: Azure Monitor shows a minute's after one to three more. */
const METRIC_PATIENCE = 180_000
const READ_AGAIN = 15_000

/**
 * Asks the deployment every second until `seconds` have passed since the traffic's own operation ended (`settled`), at
 * least once. Requests may arrive before that end, so it is watched from the start. Ends at the first clear failure.
 */
export async function bake(
  session: AzureSession,
  target: () => Promise<ProbeTarget>,
  { seconds, limits, probe, metric }: BakePlan,
  counter: Counter,
  settled: Promise<void>,
): Promise<Verdict> {
  const { clock } = session
  const start = clock.now()
  const planned = Math.floor((seconds * 1000) / INTERVAL) + 1
  if (!probe) {
    await settled
    if (seconds > 0) await clock.sleep(seconds * 1000, session.signal)
  } else {
    const early = await watch(session, await target(), probe, { limits, planned, counter, settled, seconds })
    if (early) return early
  }
  const reading = metric && (await readMetric(session, metric, start))
  return judge(counter, limits, probe ? planned : 0, reading)
}

interface Watch {
  readonly limits: Limits
  readonly planned: number
  readonly counter: Counter
  readonly settled: Promise<void>
  readonly seconds: number
}

/** A verdict as soon as one is certain; undefined where the time ran out. */
async function watch(
  session: AzureSession,
  target: ProbeTarget,
  probe: ProbeRequest,
  { limits, planned, counter, settled, seconds }: Watch,
): Promise<Verdict | undefined> {
  const { clock, signal } = session
  const change = new Change(settled, () => clock.now())
  for (;;) {
    const asked = clock.now()
    for (const result of await probeBothWays(session, target, probe)) counter.add(result)
    const verdict = judgeEarly(counter, limits, planned)
    if (verdict) return verdict
    if (asked + INTERVAL > change.endedAt() + seconds * 1000) return undefined
    await clock.sleep(Math.max(asked + INTERVAL - clock.now(), 0), signal)
  }
}

/** When the operation that changes the traffic ended, if it has. */
class Change {
  #endedAt = Number.POSITIVE_INFINITY
  #failure: { readonly error: unknown } | undefined

  constructor(settled: Promise<void>, now: () => number) {
    void settled.then(
      () => (this.#endedAt = now()),
      (error: unknown) => (this.#failure = { error }),
    )
  }

  /** Infinity while it goes on; throws where it failed. */
  endedAt(): number {
    if (this.#failure) throw this.#failure.error
    return this.#endedAt
  }
}

async function readMetric(
  { clock, signal, log }: AzureSession,
  metric: MetricSource,
  since: number,
): Promise<MetricReading> {
  const end = clock.now() + METRIC_PATIENCE
  for (;;) {
    const reading = await metric.read(since)
    if ('value' in reading) log.info(`${reading.what}: ${reading.value}`)
    if ('value' in reading || clock.now() >= end) return reading
    await clock.sleep(READ_AGAIN, signal)
  }
}
