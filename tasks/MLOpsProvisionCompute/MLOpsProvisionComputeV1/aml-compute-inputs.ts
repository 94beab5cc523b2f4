import { IDENTITY_ID, REGION } from '../../common/azure/name-rules.ts'
import type { InputReader } from '../../common/host/input-reader.ts'
import type { IdentityType } from '../../common/machinelearning/compute/cluster.ts'
import { IDENTITY_TYPES, type CommonInputs } from './common-inputs.ts'

/** The cluster as the form describes it; blank means the form's default. */
export interface ClusterForm {
  readonly size: string
  readonly tier: 'dedicated' | 'low_priority'
  readonly minInstances: number
  readonly maxInstances: number
  readonly idleTimeBeforeScaleDown: number
  readonly subnet: string | undefined
  readonly sshPublicAccess: boolean
  readonly sshAdminUserName: string | undefined
  readonly sshPublicKey: string | undefined
}

/** A compute cluster that Azure Machine Learning manages. */
export interface AmlComputeInputs extends CommonInputs {
  readonly computeType: 'amlCompute'
  readonly definition:
    | { readonly from: 'inputs'; readonly form: ClusterForm }
    | { readonly from: 'file'; readonly computeFile: string }
  /** Undefined: that of the compute file, else that of the workspace. */
  readonly location: string | undefined
  readonly enableNodePublicIp: boolean
  /** Undefined: the form's `none`, which gives a new cluster no identity and takes none away. */
  readonly identityType: IdentityType | undefined
  readonly userAssignedIdentities: readonly string[]
}

export function readAmlCompute(read: InputReader, common: CommonInputs): AmlComputeInputs {
  const inputs: AmlComputeInputs = {
    ...common,
    computeType: 'amlCompute',
    definition: readDefinition(read),
    location: read.text('location', REGION),
    enableNodePublicIp: read.flag('enableNodePublicIp'),
    identityType: readIdentityType(read),
    userAssignedIdentities: read.lines('userAssignedIdentities'),
  }
  checkIdentities(read, inputs)
  return inputs
}

function readIdentityType(read: InputReader): IdentityType | undefined {
  const type = read.choice('identityType', IDENTITY_TYPES, 'none')
  return type === 'none' ? undefined : type
}

function checkIdentities(read: InputReader, inputs: AmlComputeInputs): void {
  const { identityType = 'none', userAssignedIdentities } = inputs
  const isNamed = ['user_assigned', 'system_and_user_assigned'].includes(identityType)
  if (isNamed && userAssignedIdentities.length === 0)
    read.reject('userAssignedIdentities', 'name at least one identity, or choose another identityType.')
  if (!isNamed && userAssignedIdentities.length > 0)
    read.reject('userAssignedIdentities', `identityType ${identityType} takes none; choose user_assigned.`)
  for (const id of isNamed ? userAssignedIdentities : []) {
    if (!IDENTITY_ID.test(id))
      read.reject('userAssignedIdentities', `"${id}" is not the resource id of a managed identity.`)
  }
}

function readDefinition(read: InputReader): AmlComputeInputs['definition'] {
  const from = read.choice('definition', ['inputs', 'file'], 'inputs')
  if (from === 'inputs') return { from, form: readForm(read) }
  const computeFile = read.existingPath('computeFile')
  if (computeFile === undefined)
    read.reject('computeFile', 'a compute file is required; or describe the cluster by inputs.')
  return { from, computeFile: computeFile ?? '' }
}

function readForm(read: InputReader): ClusterForm {
  const form: ClusterForm = {
    size: read.required('size'),
    tier: read.choice('tier', ['dedicated', 'low_priority'], 'dedicated'),
    minInstances: read.integer('minInstances', { min: 0, max: 65_000 }) ?? 0,
    maxInstances: read.integer('maxInstances', { min: 1, max: 65_000 }) ?? 4,
    idleTimeBeforeScaleDown: read.integer('idleTimeBeforeScaleDown', { min: 0, max: 86_400 }) ?? 120,
    subnet: read.text('subnet', {
      pattern: /^\/subscriptions\/.+\/subnets\/[^/]+$/i,
      expected: 'the resource id of a subnet',
    }),
    ...readSsh(read),
  }
  if (form.minInstances > form.maxInstances) {
    read.reject('minInstances', `${form.minInstances} is more than maxInstances (${form.maxInstances}).`)
  }
  return form
}

/** Off unless an account is named: nobody can log in to the nodes. */
function readSsh(
  read: InputReader,
): Pick<ClusterForm, 'sshPublicAccess' | 'sshAdminUserName' | 'sshPublicKey'> {
  const ssh = {
    sshPublicAccess: read.flag('sshPublicAccess'),
    sshAdminUserName: read.text('sshAdminUserName', {
      pattern: /^[a-z_][a-z0-9_-]{0,31}$/i,
      expected: 'the name of a Linux user',
    }),
    sshPublicKey: read.text('sshPublicKey', {
      pattern: /^(ssh-|ecdsa-|sk-)\S+ \S+/,
      expected: 'a public SSH key (ssh-rsa AAAA...)',
    }),
  }
  if (ssh.sshAdminUserName !== undefined && ssh.sshPublicKey === undefined)
    read.reject('sshPublicKey', 'a public key is required where sshAdminUserName is given.')
  if (ssh.sshAdminUserName === undefined && (ssh.sshPublicKey !== undefined || ssh.sshPublicAccess))
    read.reject('sshAdminUserName', 'a user name is required for SSH; or leave the other SSH inputs out.')
  return ssh
}
