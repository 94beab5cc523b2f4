import type { Variables } from '../../common/host/host.ts'
import type { ClusterSpec } from '../../common/machinelearning/compute/cluster.ts'
import { contractTags } from '../../common/machinelearning/contract-tags.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { clusterOfFile } from './cluster-of-file.ts'
import type { AmlComputeInputs } from './aml-compute-inputs.ts'
import type { ClusterRequest, Described } from './cluster-request.ts'

/** @throws InputError, or the problems of the compute file with their lines */
export function defineCluster(inputs: AmlComputeInputs, variables: Variables): ClusterRequest {
  const described = inputs.definition.from === 'inputs' ? ofForm(inputs) : clusterOfFile(inputs)
  return {
    ...described,
    name: inputs.computeName,
    tags: { ...described.tags, ...inputs.tags, ...contractTags(variables) },
  }
}

function ofForm({ definition, ...inputs }: AmlComputeInputs): Described {
  if (definition.from !== 'inputs') throw new TypeError('The cluster is described by a file.')
  const { sshPublicAccess, sshAdminUserName, sshPublicKey, ...form } = definition.form
  const { location, enableNodePublicIp, identityType, userAssignedIdentities } = inputs
  return {
    ...form,
    location,
    enableNodePublicIp,
    identityType,
    userAssignedIdentities,
    sshPublicAccess: sshPublicAccess || undefined,
    sshAccount: sshAdminUserName
      ? { adminUserName: sshAdminUserName, publicKey: sshPublicKey, password: undefined }
      : undefined,
    description: undefined,
    tags: {},
  }
}

/** The request with what the workspace fills in: its region, its resource group. */
export function placeCluster(request: ClusterRequest, workspace: Workspace): ClusterSpec {
  const { subnet } = request
  const group = `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}`
  return {
    ...request,
    location: request.location ?? workspace.location,
    subnet:
      typeof subnet === 'object'
        ? `${group}/providers/Microsoft.Network/virtualNetworks/${subnet.network}/subnets/${subnet.subnet}`
        : subnet,
  }
}
