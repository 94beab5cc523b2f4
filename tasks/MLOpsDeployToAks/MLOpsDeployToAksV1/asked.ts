import type { InputReader } from '../../common/host/input-reader.ts'
import { defined } from '../../common/machinelearning/job/defined.ts'
import type { ServingInputs } from '../../common/serving/serving-inputs.ts'
import { readSettings } from '../../common/serving/settings-inputs.ts'
import type { KubernetesDeployment } from '../../common/specification/deployment/kubernetes-deployment.ts'
import { isOnKubernetes } from '../../common/specification/endpoint/endpoint.ts'
import type { KubernetesEndpoint } from '../../common/specification/endpoint/kubernetes-endpoint.ts'
import type { ClusterInputs } from './cluster-inputs.ts'
import { readContainerInputs } from './container-inputs.ts'

interface Asked {
  readonly endpoint: KubernetesEndpoint
  readonly deployment: KubernetesDeployment
}

/** Endpoint and deployment by the files, or by the form as a file would say it. */
export function readAsked(read: InputReader, serving: ServingInputs, cluster: ClusterInputs): Asked {
  const { files } = serving
  const endpoint = files?.endpoint
  return {
    endpoint: endpoint && isOnKubernetes(endpoint) ? endpoint : endpointOfForm(read, serving, cluster),
    deployment: files?.deployment.type === 'kubernetes' ? files.deployment : deploymentOfForm(read, serving),
  }
}

const endpointOfForm = (
  read: InputReader,
  { endpointName, description }: ServingInputs,
  { computeName }: ClusterInputs,
): KubernetesEndpoint => ({
  name: endpointName,
  compute: `azureml:${computeName}`,
  auth_mode: read.choice('authMode', ['key', 'aml_token'], 'key'),
  ...defined({ description }),
})

const deploymentOfForm = (
  read: InputReader,
  { endpointName, deploymentName, description }: ServingInputs,
): KubernetesDeployment => ({
  type: 'kubernetes',
  name: deploymentName ?? '',
  endpoint_name: endpointName,
  ...defined({ description }),
  ...readSettings(read),
  ...readContainerInputs(read),
})
