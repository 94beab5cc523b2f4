import { openSession } from '../../common/azure/session.ts'
import { TaskError } from '../../common/errors.ts'
import type { Host, Log } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import type { ClusterSpec } from '../../common/machinelearning/compute/cluster.ts'
import {
  findCompute,
  putCluster,
  readyCompute,
} from '../../common/machinelearning/compute/cluster-resource.ts'
import {
  planCluster,
  type ClusterPlan,
  type Difference,
} from '../../common/machinelearning/compute/plan-cluster.ts'
import { checkQuota, findVmSize } from '../../common/machinelearning/compute/vm-sizes.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { cell, table } from '../../common/summary/markdown.ts'
import { defineCluster } from './define-cluster.ts'
import type { ProvisionInputs } from './inputs.ts'

type Acting = Exclude<ClusterPlan, { action: 'refuse' }>

/** Creates the cluster, changes it, or takes it as it is; prints which before it acts. */
export async function provisionCluster(inputs: ProvisionInputs, host: Host): Promise<Outcome> {
  const request = defineCluster(inputs, host.variables)
  const session = openSession(host, inputs.azureSubscription)
  const workspace = await openWorkspace(session, {
    resourceGroup: inputs.resourceGroup,
    name: inputs.workspaceName,
  })
  const spec: ClusterSpec = { ...request, location: request.location ?? workspace.location }
  const size = await findVmSize(workspace, spec.location, spec.size)
  const plan = planCluster(spec, await findCompute(workspace, spec.name), inputs.whenExists)
  printPlan(plan, spec, host.log)
  const acting = accepted(plan, spec.name)
  if (acting.action === 'create' && inputs.checkQuota && size) {
    await checkQuota(workspace, spec.location, size, { count: spec.maxInstances, tier: spec.tier })
  }
  if (inputs.validateOnly) return validated(host)
  return act(acting, workspace, spec, inputs, host)
}

function validated(host: Host): Outcome {
  host.outputs.set('computeAction', 'none')
  return succeeded('The cluster is valid; nothing was written.')
}

async function act(
  plan: Acting,
  workspace: Workspace,
  spec: ClusterSpec,
  inputs: ProvisionInputs,
  host: Host,
): Promise<Outcome> {
  if (plan.action !== 'reuse') {
    const stop = host.onCancel(leftBehind(spec.name, host.log))
    await putCluster(workspace, spec, inputs.waitTimeoutInMinutes)
    stop()
  }
  const compute = await readyCompute(workspace, spec.name, inputs.waitTimeoutInMinutes)
  const action = { create: 'created', update: 'updated', reuse: 'reused' }[plan.action]
  host.outputs.set('computeName', compute.name)
  host.outputs.set('computeId', compute.id)
  host.outputs.set('computeAction', action)
  await host.outputs.summary(`compute-${spec.name}`, summary(spec, action))
  return succeeded(`Compute cluster ${spec.name} was ${action}.`)
}

/** A create that was sent cannot be taken back safely: an empty cluster costs nothing, so it is told, not deleted. */
const leftBehind = (name: string, log: Log): { what: string; run(): Promise<void> } => ({
  what: `leave cluster ${name} as it is`,
  run: () => {
    log.warning(`Cluster ${name} may still be created in Azure. The next run of this step finds it.`)
    return Promise.resolve()
  },
})

function printPlan(plan: ClusterPlan, spec: ClusterSpec, log: Log): void {
  const nodes = `${spec.minInstances} to ${spec.maxInstances} nodes of ${spec.size} (${spec.tier})`
  log.info(`Plan: ${plan.action} compute cluster ${spec.name}, ${nodes} in ${spec.location}.`)
  if (plan.action === 'create') return
  for (const { field, is, asked, changeable } of plan.differences) {
    const how = plan.action === 'update' && changeable ? 'will be changed' : 'stays as it is'
    log.info(`  ${field}: is ${is}, asked for ${asked}; ${how}`)
  }
}

function accepted(plan: ClusterPlan, name: string): Acting {
  if (plan.action !== 'refuse') return plan
  const fields = plan.differences.map(describe).join('; ')
  const refusals = {
    exists: new TaskError(`Compute cluster ${name} exists already.`, {
      remedy: "Choose another name, or set whenExists to 'reuse' or 'update'.",
    }),
    otherType: new TaskError(`The compute ${name} exists and is no cluster.`, {
      remedy: 'Choose another name, or delete that compute in the studio.',
    }),
    unchangeable: new TaskError(`Compute cluster ${name} differs in what Azure cannot change: ${fields}.`, {
      remedy: "Give the new cluster another name, delete the old one first, or set whenExists to 'reuse'.",
    }),
  }
  throw refusals[plan.why]
}

const describe = ({ field, is, asked }: Difference): string => `${field} is ${is}, asked for ${asked}`

const summary = (spec: ClusterSpec, action: string): string =>
  [
    `## Compute cluster ${cell(spec.name)}: ${action}`,
    table(
      ['Size', 'Tier', 'Nodes', 'Region'],
      [[spec.size, spec.tier, `${spec.minInstances} to ${spec.maxInstances}`, spec.location]],
    ),
  ].join('\n\n')
