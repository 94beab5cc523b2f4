import { AKS_CLUSTER, IDENTITY_ID, REGION, RESOURCE_GROUP } from '../../../common/azure/name-rules.ts'
import type { InputReader } from '../../../common/host/input-reader.ts'
import { SYSTEM_ASSIGNED } from '../../../common/kubernetes/attachment/attachment-spec.ts'
import type { ClusterSpec } from '../../../common/kubernetes/cluster/cluster-spec.ts'
import { IDENTITY_TYPES, type CommonInputs } from '../common-inputs.ts'
import { readAttachmentForm, type AttachmentForm } from './attachment-inputs.ts'
import { readNodes } from './node-inputs.ts'
import { readRouter, type RouterForm } from './router-inputs.ts'

/** An AKS cluster that is attached to the workspace. */
export interface KubernetesInputs extends CommonInputs {
  readonly computeType: 'kubernetes'
  readonly definition:
    | { readonly from: 'inputs'; readonly form: AttachmentForm }
    | { readonly from: 'file'; readonly computeFile: string }
  /** Undefined: the compute file names it. */
  readonly aksCluster: string | undefined
  /** Undefined: that of the workspace. */
  readonly aksResourceGroup: string | undefined
  readonly createCluster: boolean
  readonly spec: ClusterSpec
  readonly router: RouterForm
  /** ARM id, or SYSTEM_ASSIGNED; undefined: nobody spoke of it, unless the compute file does. */
  readonly identity: string | undefined
}

export function readKubernetes(read: InputReader, common: CommonInputs): KubernetesInputs {
  checkWorkspace(read, common)
  const definition = readDefinition(read)
  const aksCluster = read.text('aksCluster', AKS_CLUSTER)
  if (aksCluster === undefined && definition.from === 'inputs')
    read.reject('aksCluster', 'name the AKS cluster to attach, or the one to create.')
  return {
    ...common,
    computeType: 'kubernetes',
    definition,
    aksCluster,
    aksResourceGroup: read.text('aksResourceGroup', RESOURCE_GROUP),
    createCluster: read.flag('createCluster'),
    spec: { location: read.text('location', REGION), ...readNodes(read) },
    router: readRouter(read),
    identity: readIdentity(read),
  }
}

/** The service answers an internal error for a Kubernetes compute where one of these ends in a hyphen. */
function checkWorkspace(read: InputReader, { workspaceName, resourceGroup }: CommonInputs): void {
  for (const [input, name] of Object.entries({ workspaceName, resourceGroup }))
    if (name.endsWith('-'))
      read.reject(input, `"${name}" ends in a hyphen; Azure cannot attach a Kubernetes cluster there.`)
}

function readDefinition(read: InputReader): KubernetesInputs['definition'] {
  const from = read.choice('definition', ['inputs', 'file'], 'inputs')
  if (from === 'inputs') return { from, form: readAttachmentForm(read) }
  const computeFile = read.existingPath('computeFile')
  if (computeFile === undefined)
    read.reject('computeFile', 'a compute file is required; or describe the compute by inputs.')
  return { from, computeFile: computeFile ?? '' }
}

/** A Kubernetes compute has one identity, of one kind or the other. */
function readIdentity(read: InputReader): string | undefined {
  const type = read.choice('identityType', IDENTITY_TYPES, 'none')
  const ids = read.lines('userAssignedIdentities')
  if (type === 'system_and_user_assigned')
    read.reject('identityType', 'a Kubernetes compute has a system-assigned or one user-assigned identity.')
  if (type !== 'user_assigned') {
    if (ids.length > 0 && type !== 'system_and_user_assigned')
      read.reject('userAssignedIdentities', `identityType ${type} takes none; choose user_assigned.`)
    return type === 'system_assigned' ? SYSTEM_ASSIGNED : undefined
  }
  const [id = ''] = ids
  if (ids.length !== 1) read.reject('userAssignedIdentities', 'a Kubernetes compute takes exactly one.')
  else if (!IDENTITY_ID.test(id))
    read.reject('userAssignedIdentities', `"${id}" is not the resource id of a managed identity.`)
  return id
}
