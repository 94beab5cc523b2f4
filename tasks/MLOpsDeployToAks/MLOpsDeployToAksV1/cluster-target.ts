import { TaskError } from '../../common/errors.ts'
import type { Compensation, Host } from '../../common/host/host.ts'
import { planKubernetes, type KubernetesPlan } from '../../common/kubernetes/plan-compute.ts'
import { provideKubernetes } from '../../common/kubernetes/provide-compute.ts'
import { withDefaults, type KubernetesRequest } from '../../common/kubernetes/request.ts'
import { contractTags } from '../../common/machinelearning/contract-tags.ts'
import type { EndpointResource } from '../../common/machinelearning/endpoint/endpoint.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { checkAuthMode } from '../../common/serving/auth-mode.ts'
import type { ServingTarget } from '../../common/serving/serving-target.ts'
import type { DeployInputs } from './inputs.ts'

/** A Kubernetes compute of the workspace, made from an AKS cluster where it is not there. */
export const clusterTarget = (inputs: DeployInputs, host: Host): ServingTarget => ({
  asked: inputs,
  check(endpoint) {
    checkPlace(endpoint, inputs)
    checkAuthMode(endpoint, inputs, inputs, host.log)
  },
  async plan(workspace) {
    const request = kubernetesRequest(inputs, host)
    const kubernetes = await planKubernetes(workspace, request)
    const { steps } = kubernetes
    return {
      lines: [`Compute: ${steps.length === 0 ? 'is there' : steps.join(', then ')}.`],
      prepare: () => provide(workspace, request, kubernetes, host),
    }
  },
})

function kubernetesRequest({ cluster, tags }: DeployInputs, { variables }: Host): KubernetesRequest {
  const { computeName, aksCluster, aksResourceGroup, location, createCluster } = cluster
  return withDefaults({
    computeName,
    cluster:
      aksCluster === undefined
        ? undefined
        : {
            name: aksCluster,
            resourceGroup: aksResourceGroup,
            location,
            create: createCluster,
          },
    tags: { ...tags, ...contractTags(variables) },
  })
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

function checkPlace({ name, properties }: EndpointResource, inputs: DeployInputs): void {
  const compute = properties.compute?.split('/').at(-1)
  if (compute === undefined || compute === '') {
    throw new TaskError(`Endpoint ${name} is a managed endpoint, not one on Kubernetes.`, {
      cause: 'The name is taken by a service of another kind.',
      remedy: 'Choose another endpointName.',
    })
  }
  if (compute.toLowerCase() !== inputs.cluster.computeName.toLowerCase()) {
    throw new TaskError(
      `Endpoint ${name} runs on compute ${compute}, not on ${inputs.cluster.computeName}.`,
      {
        cause: 'The name is taken by a service on another compute; an endpoint never moves.',
        remedy: 'Correct computeName, or choose another endpointName.',
      },
    )
  }
}
