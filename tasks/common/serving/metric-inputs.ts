import type { InputReader } from '../host/input-reader.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { azureMonitorMetric } from '../rollout/metric/azure-monitor.ts'
import { insightsQuery } from '../rollout/metric/insights-query.ts'
import type { MetricSource } from '../rollout/metric/metric-source.ts'

/** A number that Azure measures, and the value above which a bake fails. */
export interface MetricInputs {
  /** Name of a metric of the endpoint in Azure Monitor's REST API. */
  readonly bakeMetric: string | undefined
  /** Query to Application Insights. */
  readonly bakeQuery: string | undefined
  readonly bakeThreshold: number | undefined
}

const METRIC = { pattern: /^[\w/ ]{1,128}$/, expected: 'the name of a metric, as RequestLatency_P95' }

export function readMetricInputs(read: InputReader): MetricInputs {
  const inputs = {
    bakeMetric: read.text('bakeMetric', METRIC),
    bakeQuery: read.text('bakeQuery'),
    bakeThreshold: read.amount('bakeThreshold'),
  }
  const isNamed = inputs.bakeMetric !== undefined || inputs.bakeQuery !== undefined
  if (inputs.bakeMetric !== undefined && inputs.bakeQuery !== undefined)
    read.reject('bakeQuery', 'a metric and a query exclude each other; leave one blank.')
  if (isNamed && inputs.bakeThreshold === undefined)
    read.reject('bakeThreshold', 'say above which value the metric or the query fails the roll-out.')
  if (!isNamed && inputs.bakeThreshold !== undefined)
    read.reject('bakeThreshold', 'name what it bounds: bakeMetric or bakeQuery.')
  return inputs
}

export function metricOf(
  workspace: Workspace,
  endpoint: string,
  { bakeMetric, bakeQuery }: MetricInputs,
): MetricSource | undefined {
  if (bakeMetric !== undefined) return azureMonitorMetric(workspace, endpoint, bakeMetric)
  return bakeQuery === undefined ? undefined : insightsQuery(workspace, bakeQuery)
}
