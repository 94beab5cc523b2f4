import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import { rejectTokens } from '../../common/keyvault/vault-inputs.ts'
import { readWorkspaceInputs } from '../../common/machinelearning/workspace/workspace-inputs.ts'
import { readServingInputs, type ServingInputs } from '../../common/serving/serving-inputs.ts'
import type { ManagedDeployment } from '../../common/specification/deployment/managed-deployment.ts'
import type { ManagedEndpoint } from '../../common/specification/endpoint/managed-endpoint.ts'
import { readAsked } from './asked.ts'

export interface DeployInputs extends ServingInputs {
  readonly endpoint: ManagedEndpoint
  readonly deployment: ManagedDeployment
  readonly checkQuota: boolean
}

export function readInputs(host: Host): DeployInputs {
  const read = new InputReader(host)
  const serving = readServingInputs(read, readWorkspaceInputs(read, host), 'managed')
  const inputs = { ...serving, ...readAsked(read, serving), checkQuota: read.flag('checkQuota') }
  rejectTokens(read, inputs.keyVault, inputs.endpoint.auth_mode)
  read.done()
  return inputs
}
