import { TaskError } from '../../common/errors.ts'
import type { Log } from '../../common/host/host.ts'
import type { Difference } from '../../common/machinelearning/compute/cluster-differences.ts'
import type { ClusterSpec } from '../../common/machinelearning/compute/cluster.ts'
import type { ClusterPlan } from '../../common/machinelearning/compute/plan-cluster.ts'

export type Acting = Exclude<ClusterPlan, { action: 'refuse' }>

/** What will be done, before it is done: one line, and one for each field that differs, with both values. */
export function printPlan(plan: ClusterPlan, spec: ClusterSpec, log: Log): void {
  const nodes = `${spec.minInstances} to ${spec.maxInstances} nodes of ${spec.size} (${spec.tier})`
  log.info(`Plan: ${plan.action} compute cluster ${spec.name}, ${nodes} in ${spec.location}.`)
  if (plan.action === 'create') return
  for (const { field, is, asked, change } of plan.differences) {
    const how = plan.action === 'update' && change !== 'never' ? 'will be changed' : 'stays as it is'
    log.info(`  ${field}: is ${is}, asked for ${asked}; ${how}`)
  }
}

/** The plan, where it can be carried out. @throws TaskError that says how to go on */
export function accepted(plan: ClusterPlan, name: string): Acting {
  if (plan.action !== 'refuse') return plan
  const lasting = plan.differences.filter(({ change }) => change === 'never')
  const refusals = {
    exists: new TaskError(`Compute cluster ${name} exists already.`, {
      remedy: "Choose another name, or set whenExists to 'reuse' or 'update'.",
    }),
    otherType: new TaskError(`The compute ${name} exists and is no cluster.`, {
      remedy: 'Choose another name, or delete that compute in the studio.',
    }),
    unchangeable: new TaskError(
      `Compute cluster ${name} differs in what Azure cannot change: ${lasting.map(describe).join('; ')}.`,
      {
        remedy: `Give the new cluster another name, delete the old one first (az ml compute delete --name ${name}), or set whenExists to 'reuse'.`,
      },
    ),
  }
  throw refusals[plan.why]
}

const describe = ({ field, is, asked }: Difference): string => `${field} is ${is}, asked for ${asked}`
