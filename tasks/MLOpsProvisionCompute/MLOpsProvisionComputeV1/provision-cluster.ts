import { isBusy } from '../../common/azure/is-busy.ts'
import { openSession } from '../../common/azure/session.ts'
import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { findCompute, settledCompute } from '../../common/machinelearning/compute/cluster-resource.ts'
import type { ClusterSpec, ComputeResource } from '../../common/machinelearning/compute/cluster.ts'
import { deadlineIn, type Deadline } from '../../common/machinelearning/compute/deadline.ts'
import { planCluster } from '../../common/machinelearning/compute/plan-cluster.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { accepted, type Acting } from './accept-plan.ts'
import { carryOut } from './carry-out.ts'
import { checkGrowth } from './check-growth.ts'
import { clusterSummary } from './cluster-summary.ts'
import { defineCluster, placeCluster } from './define-cluster.ts'
import type { AmlComputeInputs } from './aml-compute-inputs.ts'
import { printPlan } from './print-plan.ts'

/** What stays the same however often the plan has to be made. */
interface Order {
  readonly workspace: Workspace
  readonly spec: ClusterSpec
  readonly deadline: Deadline
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
  const deadline = deadlineIn(host.clock, inputs.waitTimeoutInMinutes)
  return provide({ workspace, spec: placeCluster(request, workspace), deadline, inputs, host })
}

const ATTEMPTS = 3

/** Somebody else may write the same cluster between our look and our call: then it is looked at again. */
async function provide(order: Order): Promise<Outcome> {
  const { workspace, spec, deadline, inputs, host } = order
  for (let attempt = 1; ; attempt++) {
    const existing = await lookAt(order)
    const plan = planCluster(spec, existing, inputs.whenExists)
    printPlan(plan, spec, host.log)
    const acting = accepted(plan, spec, inputs.whenExists)
    await checkGrowth(acting, { workspace, spec, existing, isQuotaChecked: inputs.checkQuota })
    if (inputs.validateOnly) return validated(host)
    try {
      const compute = await carryOut(acting, { workspace, spec, existing, deadline, host })
      return await finish(order, acting, compute)
    } catch (error) {
      if (!isBusy(error) || attempt === ATTEMPTS) throw error
      host.log.info(`Somebody else is writing cluster ${spec.name} at this moment; waiting for that.`)
      await settledCompute(workspace, spec.name, deadline)
    }
  }
}

/** The cluster that the plan is made for: one that is being deleted is waited out, one to update must be at rest. */
async function lookAt({ workspace, spec, inputs, deadline }: Order): Promise<ComputeResource | undefined> {
  const found = await findCompute(workspace, spec.name)
  const isGoing = found?.properties.provisioningState === 'Deleting'
  if (inputs.validateOnly) return isGoing ? undefined : found
  if (!isGoing && inputs.whenExists !== 'update') return found
  return found && settledCompute(workspace, spec.name, deadline)
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
  const differences = plan.action === 'reuse' ? plan.differences : []
  await host.outputs.summary(`compute-${spec.name}`, clusterSummary(spec, action, differences))
  return succeeded(`Compute cluster ${spec.name} was ${action}.`)
}
