import type { Variables } from '../../common/host/host.ts'
import type { ClusterSpec } from '../../common/machinelearning/compute/cluster.ts'
import { contractTags } from '../../common/machinelearning/contract-tags.ts'
import { readComputeFile } from '../../common/specification/read-compute-file.ts'
import type { ClusterForm, ProvisionInputs } from './inputs.ts'

/** The cluster that the inputs mean, before the workspace is known: a blank location is filled in later. */
export type ClusterRequest = Omit<ClusterSpec, 'location'> & { readonly location: string | undefined }

export function defineCluster(inputs: ProvisionInputs, variables: Variables): ClusterRequest {
  const { definition } = inputs
  const described =
    definition.from === 'inputs' ? fromForm(definition.form) : fromFile(definition.computeFile)
  return {
    ...described,
    name: inputs.computeName,
    enableNodePublicIp: inputs.enableNodePublicIp,
    identityType: inputs.identityType,
    userAssignedIdentities: inputs.userAssignedIdentities,
    tags: { ...described.tags, ...inputs.tags, ...contractTags(variables) },
  }
}

type Described = ClusterForm & Pick<ClusterSpec, 'description' | 'tags'>

const fromForm = (form: ClusterForm): Described => ({ ...form, description: undefined, tags: {} })

/** What the file leaves out has the official client's defaults. */
function fromFile(path: string): Described {
  const file = readComputeFile(path)
  return {
    size: file.size,
    location: file.location,
    subnet: file.network_settings?.subnet,
    description: file.description,
    tags: file.tags,
    tier: file.tier ?? 'dedicated',
    minInstances: file.min_instances ?? 0,
    maxInstances: file.max_instances ?? 4,
    idleTimeBeforeScaleDown: file.idle_time_before_scale_down ?? 120,
  }
}
