import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import { rejectTokens } from '../../common/keyvault/vault-inputs.ts'
import { readWorkspaceInputs } from '../../common/machinelearning/workspace/workspace-inputs.ts'
import { givenOf } from '../../common/serving/file-inputs.ts'
import { readServingInputs, type ServingInputs } from '../../common/serving/serving-inputs.ts'
import type { KubernetesDeployment } from '../../common/specification/deployment/kubernetes-deployment.ts'
import type { KubernetesEndpoint } from '../../common/specification/endpoint/kubernetes-endpoint.ts'
import { readAsked } from './asked.ts'
import { readClusterInputs, type ClusterInputs } from './cluster-inputs.ts'
import { CONTAINER } from './container-inputs.ts'

export interface DeployInputs extends ServingInputs {
  readonly cluster: ClusterInputs
  readonly endpoint: KubernetesEndpoint
  readonly deployment: KubernetesDeployment
}

export function readInputs(host: Host): DeployInputs {
  const read = new InputReader(host)
  const workspace = readWorkspaceInputs(read, host)
  const serving = readServingInputs(read, workspace, 'kubernetes')
  const cluster = readClusterInputs(read, workspace, serving.files?.endpoint)
  const unused = [...serving.unused, ...(serving.files ? givenOf(read, CONTAINER) : [])]
  const inputs = { ...serving, unused, cluster, ...readAsked(read, serving, cluster) }
  rejectTokens(read, inputs.keyVault, inputs.endpoint.auth_mode)
  for (const name of ['resourceGroup', 'workspaceName'] as const) {
    // Microsoft's troubleshooting page: Kubernetes computes of such a workspace answer InternalServerError.
    if (inputs[name].endsWith('-'))
      read.reject(name, `"${inputs[name]}" ends with a hyphen; Azure cannot serve from Kubernetes there.`)
  }
  read.done()
  return inputs
}
