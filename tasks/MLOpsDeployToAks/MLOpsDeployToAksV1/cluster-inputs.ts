import { AKS_CLUSTER, COMPUTE, REGION, RESOURCE_GROUP } from '../../common/azure/name-rules.ts'
import type { InputReader } from '../../common/host/input-reader.ts'
import type { WorkspaceInputs } from '../../common/machinelearning/workspace/workspace-inputs.ts'
import { isOnKubernetes, type EndpointFile } from '../../common/specification/endpoint/endpoint.ts'

export interface ClusterInputs {
  readonly computeName: string
  /** Undefined: the compute must exist. */
  readonly aksCluster: string | undefined
  readonly aksResourceGroup: string
  /** Undefined: the workspace's own. */
  readonly location: string | undefined
  readonly createCluster: boolean
}

/** The cluster lies beside the workspace unless another group is named. */
export function readClusterInputs(
  read: InputReader,
  workspace: WorkspaceInputs,
  endpoint: EndpointFile | undefined,
): ClusterInputs {
  const aksCluster = read.text('aksCluster', AKS_CLUSTER)
  const computeName = read.text('computeName', COMPUTE) ?? computeOf(read, workspace, endpoint)
  const createCluster = read.flag('createCluster')
  if (computeName === undefined && aksCluster === undefined)
    read.reject(
      'computeName',
      'name the Kubernetes compute to serve on, or an AKS cluster to attach (aksCluster).',
    )
  if (createCluster && aksCluster === undefined)
    read.reject('aksCluster', 'a name is required for a cluster that may be created.')
  return {
    computeName: computeName ?? computeNameOf(aksCluster ?? ''),
    aksCluster,
    aksResourceGroup: read.text('aksResourceGroup', RESOURCE_GROUP) ?? workspace.resourceGroup,
    location: read.text('location', REGION),
    createCluster,
  }
}

/** The input wins over the file: one file serves several stages. An ARM id in the file must lie in the workspace. */
function computeOf(
  read: InputReader,
  { resourceGroup, workspaceName }: WorkspaceInputs,
  endpoint: EndpointFile | undefined,
): string | undefined {
  if (!endpoint || !isOnKubernetes(endpoint)) return undefined
  const place = endpoint.compute.replace(/^azureml:/, '')
  const name = place.split('/').at(-1)
  const here = `/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${workspaceName}/computes/${name}`
  if (place !== name && !place.toLowerCase().endsWith(here.toLowerCase()))
    read.reject(
      'endpointFile',
      `its compute ${place} is none of workspace ${workspaceName}; write azureml:NAME, or name it here in computeName.`,
    )
  return name
}

/** A compute's name may be shorter than a cluster's, begins with a letter and does not end in a number of its own. */
export function computeNameOf(cluster: string): string {
  const plain = cluster.replace(/_/g, '-').replace(/^(?=[^a-zA-Z])/, 'k8s-')
  const short = plain.slice(0, 24).replace(/-+$/, '')
  const safe = /-\d+$/.test(short) ? short.replace(/-(?=\d+$)/, 'n') : short
  return safe.length < 3 ? `${safe}-k8s` : safe
}
