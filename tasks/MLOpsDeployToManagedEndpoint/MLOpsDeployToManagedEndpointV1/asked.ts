import type { InputReader } from '../../common/host/input-reader.ts'
import { defined } from '../../common/machinelearning/job/defined.ts'
import type { ServingInputs } from '../../common/serving/serving-inputs.ts'
import { readSettings } from '../../common/serving/settings-inputs.ts'
import type { ManagedDeployment } from '../../common/specification/deployment/managed-deployment.ts'
import { isOnKubernetes } from '../../common/specification/endpoint/endpoint.ts'
import type { ManagedEndpoint } from '../../common/specification/endpoint/managed-endpoint.ts'
import { readIdentity } from './identity-input.ts'

interface Asked {
  readonly endpoint: ManagedEndpoint
  readonly deployment: ManagedDeployment
}

const ACCESS = ['enabled', 'disabled'] as const
const SIZE = { pattern: /^[A-Za-z0-9_-]{3,60}$/, expected: 'a VM size, as Standard_DS3_v2' }
const MOST = 1000

/** Endpoint and deployment by the files, or by the form as a file would say it. */
export function readAsked(read: InputReader, serving: ServingInputs): Asked {
  const { files } = serving
  const endpoint = files?.endpoint
  return {
    endpoint: endpoint && !isOnKubernetes(endpoint) ? endpoint : endpointOfForm(read, serving),
    deployment: files?.deployment.type === 'managed' ? files.deployment : deploymentOfForm(read, serving),
  }
}

const endpointOfForm = (
  read: InputReader,
  { endpointName, description }: ServingInputs,
): ManagedEndpoint => ({
  name: endpointName,
  auth_mode: read.choice('authMode', ['key', 'aml_token', 'aad_token'], 'key'),
  public_network_access: read.choice('publicNetworkAccess', ACCESS, 'enabled'),
  ...defined({ description, identity: readIdentity(read) }),
})

/** What files say is not asked of the form. */
const deploymentOfForm = (
  read: InputReader,
  { endpointName, deploymentName, description }: ServingInputs,
): ManagedDeployment => ({
  type: 'managed',
  name: deploymentName ?? '',
  endpoint_name: endpointName,
  instance_type: read.text('instanceType', SIZE) ?? DEFAULT_SIZE,
  instance_count: read.integer('instanceCount', { min: 1, max: MOST }) ?? 1,
  egress_public_network_access: read.choice('egressPublicNetworkAccess', ACCESS, 'enabled'),
  ...defined({ description }),
  ...readSettings(read),
})

/** Microsoft's own examples take it; the smallest sizes have too little memory for many models. */
const DEFAULT_SIZE = 'Standard_DS3_v2'
