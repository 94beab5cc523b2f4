import { InputError } from '../../../common/errors.ts'
import type { Host } from '../../../common/host/host.ts'
import {
  SYSTEM_ASSIGNED,
  type AttachmentSpec,
} from '../../../common/kubernetes/attachment/attachment-spec.ts'
import type { KubernetesRequest } from '../../../common/kubernetes/request.ts'
import { contractTags } from '../../../common/machinelearning/contract-tags.ts'
import { readKubernetesFile, type KubernetesFile } from '../../../common/specification/read-compute-file.ts'
import type { KubernetesInputs } from './kubernetes-inputs.ts'
import { readCertificate } from './read-certificate.ts'

interface Described {
  readonly attachment: AttachmentSpec
  readonly tags: Readonly<Record<string, string>>
  /** ARM id of the cluster, where a file names it. */
  readonly cluster: string | undefined
}

/**
 * The compute that the inputs mean.
 *
 * @param subscriptionId that of the connection; Azure Machine Learning takes clusters of no other
 * @throws InputError, or the problems of the compute file with their lines
 */
export function defineKubernetes(
  inputs: KubernetesInputs,
  host: Host,
  subscriptionId: string,
): KubernetesRequest {
  const { attachment, tags, cluster } = describe(inputs)
  const { tls, ...router } = inputs.router
  return {
    computeName: inputs.computeName,
    cluster: { ...placeOf(inputs, cluster, subscriptionId), create: inputs.createCluster, spec: inputs.spec },
    extension: { ...router, tls: readCertificate(tls, host) },
    attachment,
    tags: { ...tags, ...inputs.tags, ...contractTags(host.variables) },
    whenExists: inputs.whenExists,
    checkQuota: inputs.checkQuota,
    attachedIsEnough: false,
    waitTimeoutInMinutes: inputs.waitTimeoutInMinutes,
  }
}

function describe({ definition, identity }: KubernetesInputs): Described {
  if (definition.from === 'inputs') {
    const attachment = { ...definition.form, description: undefined, identity }
    return { attachment, tags: {}, cluster: undefined }
  }
  const file = readKubernetesFile(definition.computeFile)
  return {
    attachment: {
      namespace: file.namespace,
      description: file.description,
      identity: identityOf(file, identity),
      instanceTypes: file.properties?.instanceTypes,
      defaultInstanceType: file.properties?.defaultInstanceType,
    },
    tags: file.tags,
    cluster: file.resource_id,
  }
}

function identityOf({ identity }: KubernetesFile, asked: string | undefined): string | undefined {
  if (!identity) return asked
  const [first, ...more] = identity.user_assigned_identities.map(({ resource_id }) => resource_id)
  if (asked !== undefined)
    throw new InputError([
      "'identityType': the compute file has an identity, too; set one of them and leave the other out.",
    ])
  if (identity.type.includes(',') || identity.type === 'none' || more.length > 0)
    throw new InputError([
      `'computeFile': identity ${identity.type}: a Kubernetes compute has a system-assigned or one user-assigned identity.`,
    ])
  return first ?? SYSTEM_ASSIGNED
}

const AKS =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.ContainerService\/managedClusters\/([^/]+)$/i

function placeOf(
  { aksCluster, aksResourceGroup, resourceGroup }: KubernetesInputs,
  id: string | undefined,
  subscriptionId: string,
): { name: string; resourceGroup: string } {
  if (id === undefined) {
    if (aksCluster !== undefined)
      return { name: aksCluster, resourceGroup: aksResourceGroup ?? resourceGroup }
    throw new InputError(["'aksCluster': the compute file names no resource_id, so a name is required."])
  }
  const [, subscription = '', group = '', name = ''] = AKS.exec(id) ?? []
  if (name === '')
    throw new InputError([
      `'computeFile': resource_id "${id}" is no AKS cluster (managedClusters). Attach others, as those of Azure Arc, with az ml compute attach.`,
    ])
  if (subscription.toLowerCase() !== subscriptionId.toLowerCase())
    throw new InputError([
      `'computeFile': resource_id names a cluster in subscription ${subscription}; it must be in that of the workspace and the service connection (${subscriptionId}).`,
    ])
  if (aksCluster !== undefined && aksCluster.toLowerCase() !== name.toLowerCase())
    throw new InputError([`'aksCluster': the compute file names cluster ${name} by its resource_id.`])
  return { name, resourceGroup: group }
}
