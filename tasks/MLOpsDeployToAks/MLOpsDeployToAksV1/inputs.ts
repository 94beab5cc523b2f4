import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import { readWorkspaceInputs } from '../../common/machinelearning/workspace/workspace-inputs.ts'
import { readServingInputs, type ServingInputs } from '../../common/serving/serving-inputs.ts'
import { readClusterInputs, type ClusterInputs } from './cluster-inputs.ts'
import { readContainerInputs, type ContainerInputs } from './container-inputs.ts'

export interface DeployInputs extends ServingInputs {
  readonly cluster: ClusterInputs
  readonly authMode: 'key' | 'aml_token'
  readonly container: ContainerInputs
}

export function readInputs(host: Host): DeployInputs {
  const read = new InputReader(host)
  const workspace = readWorkspaceInputs(read, host)
  const inputs: DeployInputs = {
    ...readServingInputs(read, workspace),
    cluster: readClusterInputs(read, workspace.resourceGroup),
    authMode: read.choice('authMode', ['key', 'aml_token'], 'key'),
    container: readContainerInputs(read),
  }
  for (const name of ['resourceGroup', 'workspaceName'] as const) {
    // Microsoft's troubleshooting page: Kubernetes computes of such a workspace answer InternalServerError.
    if (inputs[name].endsWith('-'))
      read.reject(name, `"${inputs[name]}" ends with a hyphen; Azure cannot serve from Kubernetes there.`)
  }
  read.done()
  return inputs
}
