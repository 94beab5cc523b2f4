import { openSession } from '../../common/azure/session.ts'
import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { checkQuota } from '../../common/machinelearning/compute/check-quota.ts'
import { findCompute, isBusy, settledCompute } from '../../common/machinelearning/compute/cluster-resource.ts'
import type { Difference } from '../../common/machinelearning/compute/cluster-differences.ts'
import type { ClusterSpec, ComputeResource } from '../../common/machinelearning/compute/cluster.ts'
import { planCluster } from '../../common/machinelearning/compute/plan-cluster.ts'
import { findVmSize, type VmSize } from '../../common/machinelearning/compute/vm-sizes.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { cell, table } from '../../common/summary/markdown.ts'
import { carryOut } from './carry-out.ts'
import { defineCluster, placeCluster } from './define-cluster.ts'
import type { AmlComputeInputs } from './aml-compute-inputs.ts'
import { accepted, printPlan, type Acting } from './print-plan.ts'

/** What stays the same however often the plan has to be made. */
interface Order {
  readonly workspace: Workspace
  readonly spec: ClusterSpec
  readonly size: VmSize | undefined
  readonly inputs: AmlComputeInputs
  readonly host: Host
}

/** Creates the cluster, changes it, or takes it as it is; prints which before it acts. */
export async function provisionCluster(inputs: AmlComputeInputs, host: Host): Promise<Outcome> {
  const request = defineCluster(inputs, host.variables)
  if (request.sshAccount?.password) host.secret(request.sshAccount.password)
  const session = openSession(host, inputs.azureSubscription)
  const workspace = await openWorkspace(session, {
    resourceGroup: inputs.resourceGroup,
    name: inputs.workspaceName,
  })
  const spec = placeCluster(request, workspace)
  const size = await findVmSize(workspace, spec.location, spec.size, spec.tier)
  return provide({ workspace, spec, size, inputs, host })
}

const ATTEMPTS = 3

/** Somebody else may write the same cluster between our look and our call: then it is looked at again. */
async function provide(order: Order): Promise<Outcome> {
  const { workspace, spec, inputs, host } = order
  for (let attempt = 1; ; attempt++) {
    const existing = await lookAt(order)
    const plan = planCluster(spec, existing, inputs.whenExists)
    printPlan(plan, spec, host.log)
    const acting = accepted(plan, spec.name)
    await checkGrowth(order, acting, existing)
    if (inputs.validateOnly) return validated(host)
    try {
      const { waitTimeoutInMinutes } = inputs
      const compute = await carryOut(acting, { workspace, spec, existing, waitTimeoutInMinutes, host })
      return await finish(order, acting, compute)
    } catch (error) {
      if (!isBusy(error) || attempt === ATTEMPTS) throw error
      host.log.info(`Somebody else is writing cluster ${spec.name} at this moment; waiting for that.`)
      await settledCompute(workspace, spec.name, inputs.waitTimeoutInMinutes)
    }
  }
}

/** The cluster that the plan is made for: one that is being deleted is waited out, one to update must be at rest. */
async function lookAt({ workspace, spec, inputs }: Order): Promise<ComputeResource | undefined> {
  const found = await findCompute(workspace, spec.name)
  const isGoing = found?.properties.provisioningState === 'Deleting'
  if (inputs.validateOnly) return isGoing ? undefined : found
  if (!isGoing && inputs.whenExists !== 'update') return found
  return found && settledCompute(workspace, spec.name, inputs.waitTimeoutInMinutes)
}

/** Only what comes on top of the nodes that are there now needs quota; those count as used already. */
async function checkGrowth(
  { workspace, spec, size, inputs }: Order,
  plan: Acting,
  existing: ComputeResource | undefined,
): Promise<void> {
  if (!inputs.checkQuota || !size || plan.action === 'reuse') return
  const { scaleSettings, currentNodeCount } = existing?.properties.properties ?? {}
  if (existing && spec.maxInstances <= (scaleSettings?.maxNodeCount ?? 0)) return
  await checkQuota(workspace, spec.location, size, {
    count: spec.maxInstances - (currentNodeCount ?? 0),
    tier: spec.tier,
    isNew: existing === undefined,
  })
}

function validated(host: Host): Outcome {
  host.outputs.set('computeAction', 'none')
  return succeeded('The cluster is valid; nothing was written.')
}

async function finish({ spec, host }: Order, plan: Acting, compute: ComputeResource): Promise<Outcome> {
  const action = { create: 'created', update: 'updated', reuse: 'reused' }[plan.action]
  host.outputs.set('computeName', compute.name)
  host.outputs.set('computeId', compute.id)
  host.outputs.set('computeAction', action)
  await host.outputs.summary(
    `compute-${spec.name}`,
    summary(spec, action, plan.action === 'reuse' ? plan.differences : []),
  )
  return succeeded(`Compute cluster ${spec.name} was ${action}.`)
}

/** A cluster that is taken as it is may differ from what was asked: the page says where. */
const summary = (spec: ClusterSpec, action: string, differences: readonly Difference[]): string =>
  [
    `## Compute cluster ${cell(spec.name)}: ${action}`,
    table(
      ['Size', 'Tier', 'Nodes', 'Region'],
      [[spec.size, spec.tier, `${spec.minInstances} to ${spec.maxInstances}`, spec.location]],
    ),
    ...(differences.length === 0
      ? []
      : [
          'That was asked. The cluster was taken as it is, and differs in:',
          table(
            ['Setting', 'Is', 'Asked for'],
            differences.map(({ field, is, asked }) => [field, is, asked]),
          ),
        ]),
  ].join('\n\n')
