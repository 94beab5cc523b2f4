import type { Host, Log } from '../../common/host/host.ts'
import { awaitNodes } from '../../common/machinelearning/compute/await-nodes.ts'
import {
  putCluster,
  readyCompute,
  scaleCluster,
} from '../../common/machinelearning/compute/cluster-resource.ts'
import type { ClusterSpec, ComputeResource } from '../../common/machinelearning/compute/cluster.ts'
import type { Deadline } from '../../common/machinelearning/compute/deadline.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { Acting } from './accept-plan.ts'

export interface Work {
  readonly workspace: Workspace
  readonly spec: ClusterSpec
  readonly existing: ComputeResource | undefined
  readonly deadline: Deadline
  readonly host: Host
}

/** Writes what the plan says and waits: for the cluster, then for the nodes that it must have. */
export async function carryOut(plan: Acting, work: Work): Promise<ComputeResource> {
  const { workspace, spec, deadline, host } = work
  const stop = plan.action === 'reuse' ? () => undefined : host.onCancel(leftBehind(plan, work, host.log))
  try {
    await write(plan, work)
    const compute = await readyCompute(workspace, spec.name, deadline)
    await awaitNodes(workspace, compute, spec.minInstances, deadline)
    return compute
  } finally {
    if (!host.signal.aborted) stop()
  }
}

async function write(plan: Acting, work: Work): Promise<void> {
  const { workspace, spec, existing, deadline } = work
  if (plan.action === 'reuse') return
  if (plan.action === 'update' && plan.by === 'scale') return scaleCluster(workspace, spec, deadline)
  return putCluster(workspace, spec, deadline, existing)
}

/** What was sent cannot be taken back safely: it is told and carries the tags of its build, and is not deleted. */
function leftBehind({ action }: Acting, { spec }: Work, log: Log): { what: string; run(): Promise<void> } {
  const build = spec.tags['mlops.build']
  const tag = build === undefined || action !== 'create' ? '' : ` It has the tag mlops.build=${build}.`
  const cost =
    spec.minInstances > 0 ? ` It keeps ${spec.minInstances} node(s) running, which cost money.` : ''
  return {
    what: `leave cluster ${spec.name} as it is`,
    run: () => {
      log.warning(
        `Cluster ${spec.name} may still be ${action}d in Azure.${tag}${cost} The next run of this step finds it.`,
      )
      return Promise.resolve()
    },
  }
}
