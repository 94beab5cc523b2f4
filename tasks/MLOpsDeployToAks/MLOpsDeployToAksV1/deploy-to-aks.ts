import { openSession } from '../../common/azure/session.ts'
import type { Compensation, Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { explainServingError } from '../../common/serving-errors/explain-serving-error.ts'
import {
  planKubernetes,
  provideKubernetes,
  type KubernetesPlan,
  type KubernetesRequest,
} from '../../common/kubernetes/provide-compute.ts'
import { contractTags } from '../../common/machinelearning/contract-tags.ts'
import { stepKey } from '../../common/machinelearning/job/job-identity.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { PersistedJournal } from '../../common/rollout/memory.ts'
import { rollOut } from '../../common/rollout/roll-out.ts'
import { defineDeployment } from './define-deployment.ts'
import type { DeployInputs } from './inputs.ts'
import { kubernetesRequest, planDeployment, printPlan } from './plan-deployment.ts'
import { notDeployed, publishService } from './publish-service.ts'
import { readRelease } from './read-release.ts'

/** Brings the build's image into service on a Kubernetes endpoint, without a gap and with a way back. */
export async function deployToAks(inputs: DeployInputs, host: Host): Promise<Outcome> {
  const release = await readRelease(inputs, host.variables)
  if (!release) return notDeployed(host)
  const { azureSubscription, resourceGroup, workspaceName } = inputs
  const workspace = await openWorkspace(openSession(host, azureSubscription), {
    resourceGroup,
    name: workspaceName,
  })
  const tags = { ...inputs.tags, ...contractTags(host.variables) }
  const request = kubernetesRequest(inputs, workspace, tags)
  const kubernetes = await planKubernetes(workspace, request)
  const plan = await planDeployment(workspace, inputs, stepKey(host.variables))
  printPlan(workspace, kubernetes, plan, release.image)
  if (!inputs.probe) host.log.warning('No requestFile: the new deployment gets traffic without a smoke test.')
  if (inputs.validateOnly) return validated(host)
  const compute = await provide(workspace, request, kubernetes, host)
  const work = defineDeployment(workspace, inputs, release, compute, host)
  const journal = new PersistedJournal(host, { azureSubscription, resourceGroup, workspaceName, plan })
  const service = await rollOut(workspace, work, journal, host)
  return publishService(service, plan, inputs, release, host)
}

function validated(host: Host): Outcome {
  host.outputs.set('deployed', 'false')
  return succeeded('The deployment is valid; nothing was written.')
}

/** A cluster that was made stays: it is dear to make, and the next run goes on from it. */
async function provide(
  workspace: Workspace,
  request: KubernetesRequest,
  plan: KubernetesPlan,
  host: Host,
): Promise<string> {
  const forget = plan.steps.length === 0 ? () => undefined : host.onCancel(leftBehind(host))
  try {
    return await provideKubernetes(workspace, request, plan)
  } catch (error) {
    throw explainServingError(error)
  } finally {
    forget()
  }
}

const leftBehind = ({ log }: Host): Compensation => ({
  what: 'leave the cluster as it is',
  run: () => {
    log.warning(
      'Azure may still be making the cluster, and bills for it. The next run of this step goes on from there.',
    )
    return Promise.resolve()
  },
})
