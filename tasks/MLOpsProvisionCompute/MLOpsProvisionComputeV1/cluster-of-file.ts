import { InputError } from '../../common/errors.ts'
import { readComputeFile, type ComputeFile } from '../../common/specification/read-compute-file.ts'
import type { Described } from './cluster-request.ts'
import type { AmlComputeInputs } from './aml-compute-inputs.ts'

/** What the file leaves out has the official client's defaults; region, identity and public address may be inputs as well. */
export function clusterOfFile(inputs: AmlComputeInputs): Described {
  if (inputs.definition.from !== 'file') throw new TypeError('The cluster is described by inputs.')
  const file = readComputeFile(inputs.definition.computeFile)
  return {
    size: file.size,
    location: file.location ?? inputs.location,
    subnet: subnetOf(file),
    description: file.description,
    tags: file.tags,
    tier: file.tier ?? 'dedicated',
    minInstances: file.min_instances ?? 0,
    maxInstances: file.max_instances ?? 4,
    idleTimeBeforeScaleDown: file.idle_time_before_scale_down ?? 120,
    enableNodePublicIp: file.enable_node_public_ip ?? inputs.enableNodePublicIp,
    ...identityOf(file, inputs),
    sshPublicAccess: file.ssh_public_access_enabled,
    sshAccount: sshAccountOf(file),
  }
}

function subnetOf({ network_settings: settings }: ComputeFile): Described['subnet'] {
  const { vnet_name: network, subnet } = settings ?? {}
  if (subnet === undefined || network === undefined || subnet.startsWith('/')) return subnet
  return { network, subnet }
}

type Identity = Pick<Described, 'identityType' | 'userAssignedIdentities'>

function identityOf({ identity }: ComputeFile, inputs: AmlComputeInputs): Identity {
  if (!identity) {
    const { identityType, userAssignedIdentities } = inputs
    return { identityType, userAssignedIdentities }
  }
  if (inputs.identityType !== undefined) {
    throw new InputError([
      "'identityType': the compute file has an identity, too; set one of them and leave the other out.",
    ])
  }
  const userAssignedIdentities = identity.user_assigned_identities.map(({ resource_id }) => resource_id)
  const { type } = identity
  const identityType = type === 'system_assigned,user_assigned' ? 'system_and_user_assigned' : type
  return { identityType, userAssignedIdentities }
}

function sshAccountOf({ ssh_settings: ssh }: ComputeFile): Described['sshAccount'] {
  if (!ssh) return undefined
  return {
    adminUserName: ssh.admin_username,
    publicKey: ssh.ssh_key_value,
    password: ssh.admin_password,
  }
}
