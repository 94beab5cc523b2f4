import type { Log } from '../../common/host/host.ts'
import type { ClusterSpec } from '../../common/machinelearning/compute/cluster.ts'
import type { ClusterPlan } from '../../common/machinelearning/compute/plan-cluster.ts'

/** What will be done, before it is done: one line, and one for each field that differs, with both values. */
export function printPlan(plan: ClusterPlan, spec: ClusterSpec, log: Log): void {
  const { name, location } = spec
  const nodes = `${spec.minInstances} to ${spec.maxInstances} nodes of ${spec.size} (${spec.tier})`
  const asked = `${nodes} in ${location}`
  if (plan.action === 'refuse') log.info(`Plan: leave compute ${name} alone. Asked for: ${asked}.`)
  else log.info(`Plan: ${plan.action} compute cluster ${name}, ${asked}.`)
  if (plan.action === 'create') return
  for (const { field, is, asked, change } of plan.differences) {
    const how = plan.action === 'update' && change !== 'never' ? 'will be changed' : 'stays as it is'
    log.info(`  ${field}: is ${is}, asked for ${asked}; ${how}`)
  }
}
